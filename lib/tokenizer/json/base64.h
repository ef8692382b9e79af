#ifndef ALBERT_TOKENIZER_JSON_BASE64_H_
#define ALBERT_TOKENIZER_JSON_BASE64_H_

#include <optional>
#include <string>
#include <string_view>

namespace albert::json_pipeline {

/// The bytes of base64 text with its padding; nothing when it is none.
std::optional<std::string> decode_base64(std::string_view text);
std::string encode_base64(std::string_view bytes);

}  // namespace albert::json_pipeline

#endif  // ALBERT_TOKENIZER_JSON_BASE64_H_
