#ifndef ALBERT_TOKENIZER_JSON_MODELS_H_
#define ALBERT_TOKENIZER_JSON_MODELS_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "albert/tokenizer/tokenizer.h"
#include "tokenizer/aligned_text.h"

namespace albert::json_pipeline {

/// Ids of pieces and where they come from in the original text.
struct Tokens {
  std::vector<std::int32_t>& ids;
  std::vector<ByteRange>& offsets;

  void add(std::int32_t id, ByteRange range) {
    ids.push_back(id);
    offsets.push_back(range);
  }
};

/// The model of a tokenizer.json: segments words into pieces. Const and thread-safe.
class Model {
 public:
  virtual ~Model() = default;

  /// Working memory of one caller.
  class Workspace {
   public:
    virtual ~Workspace() = default;
  };
  virtual std::unique_ptr<Workspace> workspace() const { return nullptr; }

  /// Appends the pieces of one word, bytes [begin, end) of `text`.
  virtual void tokenize(const AlignedText& text, std::size_t begin, std::size_t end,
                        Workspace* workspace, Tokens& tokens) const = 0;
  virtual std::optional<std::int32_t> find(std::string_view piece) const = 0;
  virtual std::string_view unknown() const noexcept = 0;  ///< its spelling
  /// As Tokenizer::kind().
  virtual std::string_view kind() const noexcept = 0;
};

/// Reads the value of the key "model", Unigram or WordPiece; moves the vocabulary's texts to
/// `pieces`, by id. Throws Error{model} naming `file`.
std::unique_ptr<const Model> make_model(const nlohmann::json& description,
                                        const std::filesystem::path& file,
                                        std::vector<std::string>& pieces);

}  // namespace albert::json_pipeline

#endif  // ALBERT_TOKENIZER_JSON_MODELS_H_
