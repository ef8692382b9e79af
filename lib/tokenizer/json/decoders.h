#ifndef ALBERT_TOKENIZER_JSON_DECODERS_H_
#define ALBERT_TOKENIZER_JSON_DECODERS_H_

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace albert::json_pipeline {

/// One step of a tokenizer.json's decoder, which rewrites pieces so that they read as text when
/// put together. Const and thread-safe.
class Decoder {
 public:
  virtual ~Decoder() = default;
  virtual void apply(std::vector<std::string>& pieces) const = 0;
};

/// The steps of a decoder, in order.
class DecoderChain {
 public:
  DecoderChain() = default;
  /// The value of the key "decoder", null too. Throws Error{model} naming `file` and a component
  /// that is not supported.
  DecoderChain(const nlohmann::json& description, const std::filesystem::path& file);

  std::string decode(std::vector<std::string> pieces) const;

 private:
  bool given_ = false;
  std::vector<std::unique_ptr<const Decoder>> steps_;
};

}  // namespace albert::json_pipeline

#endif  // ALBERT_TOKENIZER_JSON_DECODERS_H_
