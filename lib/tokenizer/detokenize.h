#ifndef ALBERT_TOKENIZER_DETOKENIZE_H_
#define ALBERT_TOKENIZER_DETOKENIZE_H_

#include <string>
#include <string_view>

namespace albert {

/// Replaces every `from` (not empty) by `to`, left to right, in linear time.
void replace_all(std::string& text, std::string_view from, std::string_view to);

/// Removes Python's white space at both ends of valid UTF-8.
void strip_spaces(std::string& text);

/// Removes the spaces before punctuation and English contractions: "it 's fine ." becomes "it's
/// fine.".
void clean_up_spaces(std::string& text);

}  // namespace albert

#endif  // ALBERT_TOKENIZER_DETOKENIZE_H_
