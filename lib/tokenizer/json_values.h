#ifndef ALBERT_TOKENIZER_JSON_VALUES_H_
#define ALBERT_TOKENIZER_JSON_VALUES_H_

#include <filesystem>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "tokenizer/added_token.h"

// Reading the JSON files of a tokenizer. All throw Error{model} that names `file` and the key.

namespace albert {

[[noreturn]] void refuse_json(const std::filesystem::path& file, const std::string& reason);

/// A file that holds one JSON object, nested at most `max_depth` deep.
nlohmann::json read_json_object(const std::filesystem::path& file, int max_depth = 32);

/// The text of a member's value in the text of an object, found without parsing the rest; empty
/// when it is missing. Checks only brackets and quotes.
std::string_view find_member(std::string_view object, std::string_view key);

/// Whether `object` has the key with a value other than null.
bool is_given(const nlohmann::json& object, const char* key);

/// The Boolean value of a key; `fallback` when it is missing.
bool flag_or(const nlohmann::json& object, const char* key, bool fallback,
             const std::filesystem::path& file);

/// A token: a string, or an object with "content" and flags. Missing flags, and those of a string,
/// are those of `defaults`.
AddedToken parse_token(const nlohmann::json& value, const std::string& key, AddedToken defaults,
                       const std::filesystem::path& file);

/// A token's id: an integer from 0 to 2^31 - 1.
std::int32_t parse_token_id(const nlohmann::json& value, const std::string& key,
                            const std::filesystem::path& file);

}  // namespace albert

#endif  // ALBERT_TOKENIZER_JSON_VALUES_H_
