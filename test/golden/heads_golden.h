#ifndef ALBERT_TEST_GOLDEN_HEADS_GOLDEN_H_
#define ALBERT_TEST_GOLDEN_HEADS_GOLDEN_H_

#include <filesystem>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "albert/base/thread_pool.h"
#include "albert/model/albert_model.h"
#include "albert/source/model_source.h"
#include "albert/tasks/encoded_text.h"
#include "albert/tokenizer/tokenizer.h"

namespace albert::test {

/// Tolerances of the goldens: absolute, for a float32 implementation.
inline constexpr double kHeadLogitTolerance = 5e-5;
inline constexpr double kHeadScoreTolerance = 1e-5;

nlohmann::json read_golden(const std::filesystem::path& file);

/// A fine-tuned model with its cases: a golden one, with its tokenizer and the texts of the cases,
/// or a compact copy in test/fixtures/heads, whose cases are ids that a NumberTokenizer reads.
struct HeadGolden {
  std::filesystem::path folder;
  ModelSource source;
  std::unique_ptr<Tokenizer> tokenizer;
  nlohmann::json golden;  ///< with a list `cases`
};

/// Calls `check` for the fixture of this name, if there is one, and for the golden model, if the
/// shared data is there.
void for_each_golden(const std::string& name, const std::function<void(const HeadGolden&)>& check);

/// Calls `check` with the model on each instruction set of this machine.
void on_every_isa(const ModelSource& source,
                  const std::function<void(const AlbertModel&, ThreadPool&, Workspace&)>& check);

/// Calls `check` with each case of each of these models, on each instruction set.
void for_each_case(std::initializer_list<const char*> names,
                   const std::function<void(const HeadGolden&, const nlohmann::json& golden,
                                            const AlbertModel&, ThreadPool&, Workspace&)>& check);

/// A text or a pair. Owns its bytes.
struct CaseText {
  std::string text;
  std::optional<std::string> pair;

  TextInput view() const {
    return {text, pair ? std::optional<std::string_view>(*pair) : std::nullopt};
  }
};

/// The texts of a case; of a case without, its ids as a NumberTokenizer reads them.
CaseText text_of(const nlohmann::json& golden);
/// Ids between special tokens as numbers; those of type 1 are the pair.
CaseText numbers_of(const nlohmann::json& input_ids, const nlohmann::json& token_type_ids);

std::vector<TextInput> views_of(std::span<const CaseText> texts);

/// The largest difference; infinite when the sizes differ.
double largest_difference(std::span<const float> ours, const nlohmann::json& theirs);

}  // namespace albert::test

#endif  // ALBERT_TEST_GOLDEN_HEADS_GOLDEN_H_
