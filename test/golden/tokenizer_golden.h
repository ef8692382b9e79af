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

using Ids = std::vector<std::int32_t>;

nlohmann::json read_json(const std::filesystem::path& file);
std::vector<nlohmann::json> read_json_lines(const std::filesystem::path& file);

/// A tokenizer over one vocabulary file with the given tokenizer_config.json.
std::unique_ptr<Tokenizer> load_with_config(const std::filesystem::path& vocabulary,
                                            std::string_view config);

/// The ids of `text` without [CLS] and [SEP].
Ids plain_ids(const Tokenizer& tokenizer, std::string_view text);

/// The vocabulary's spelling of each piece, or what an unknown one stands for in `golden`.
/// (The reference prints the text of unknown pieces, not their name.)
void check_pieces(const Tokenizer& tokenizer, const Ids& ids, const nlohmann::json& golden);

/// What every encoding must satisfy: ranges in bounds, rising, on character borders.
void check_offsets(const Encoding& encoding, std::string_view text, std::string_view pair);

/// Everything an item of the golden files says about the default options: ids, special tokens
/// mask, truncation, pairs, decoding. Returns the number of comparisons made.
std::size_t check_item(const Tokenizer& tokenizer, const nlohmann::json& item);

}  // namespace albert::test

#endif  // ALBERT_TEST_GOLDEN_TOKENIZER_GOLDEN_H_
