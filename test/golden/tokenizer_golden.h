#ifndef ALBERT_TEST_GOLDEN_TOKENIZER_GOLDEN_H_
#define ALBERT_TEST_GOLDEN_TOKENIZER_GOLDEN_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "albert/tokenizer/tokenizer.h"

namespace albert::test {

/// A named tokenizer_config.json.
struct TokenizerOption {
  const char* name;
  const char* config;
};

/// The options that every sentencepiece golden was made with.
inline constexpr TokenizerOption kSpieceOptions[] = {
    {"lower1_keep0", R"({"do_lower_case": true, "keep_accents": false})"},
    {"lower1_keep1", R"({"do_lower_case": true, "keep_accents": true})"},
    {"lower0_keep0", R"({"do_lower_case": false, "keep_accents": false})"},
    {"lower0_keep1", R"({"do_lower_case": false, "keep_accents": true})"},
};

using Ids = std::vector<std::int32_t>;

nlohmann::json read_json(const std::filesystem::path& file);
std::vector<nlohmann::json> read_json_lines(const std::filesystem::path& file);

/// A tokenizer over one vocabulary file with the given tokenizer_config.json.
std::unique_ptr<Tokenizer> load_with_config(const std::filesystem::path& vocabulary,
                                            std::string_view config);

/// The ids of `text` without [CLS] and [SEP].
Ids plain_ids(const Tokenizer& tokenizer, std::string_view text);

/// What every encoding must satisfy: ranges in bounds, rising, on character borders.
void check_offsets(const Encoding& encoding, std::string_view text, std::string_view pair);

/// The ids of an item's text under one option, and the pieces' spelling where `golden` has it. (Of
/// an unknown piece the reference gives the text, not the name.)
void check_option(const Tokenizer& tokenizer, const nlohmann::json& item,
                  const nlohmann::json& golden);

/// Everything an item of the golden files says about the default options: ids, special tokens
/// mask, truncation, pairs, decoding. Returns the number of comparisons made.
std::size_t check_item(const Tokenizer& tokenizer, const nlohmann::json& item);

}  // namespace albert::test

#endif  // ALBERT_TEST_GOLDEN_TOKENIZER_GOLDEN_H_
