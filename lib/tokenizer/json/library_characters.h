#ifndef ALBERT_TOKENIZER_JSON_LIBRARY_CHARACTERS_H_
#define ALBERT_TOKENIZER_JSON_LIBRARY_CHARACTERS_H_

// Character classes as the tokenizers library has them: its tables come from several versions of
// Unicode, from 8 to 17.

namespace albert::json_pipeline {

/// BertPreTokenizer: characters that are words of their own.
bool is_library_punctuation(char32_t code_point) noexcept;
/// BertNormalizer's strip_accents: dropped after decomposition.
bool is_library_nonspacing_mark(char32_t code_point) noexcept;
/// StripAccents: dropped.
bool is_library_mark(char32_t code_point) noexcept;
/// BertNormalizer's clean_text: dropped.
bool is_library_control(char32_t code_point) noexcept;
/// Whether the normalization forms decompose it at all.
bool is_library_decomposed(char32_t code_point) noexcept;

}  // namespace albert::json_pipeline

#endif  // ALBERT_TOKENIZER_JSON_LIBRARY_CHARACTERS_H_
