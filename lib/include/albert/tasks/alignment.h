#ifndef ALBERT_TASKS_ALIGNMENT_H_
#define ALBERT_TASKS_ALIGNMENT_H_

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "albert/base/named_values.h"
#include "albert/tasks/windows.h"
#include "albert/tokenizer/tokenizer.h"

namespace albert {

/// Where an answer may begin and end.
enum class Alignment : std::uint8_t {
  words,       ///< the tokenizer's words, as transformers' question-answering pipeline cuts them
  tokens,      ///< tokens
  whitespace,  ///< runs without white space
};
constexpr auto named_values(Alignment) {
  return std::to_array<NamedValue<Alignment>>({{Alignment::words, "words"},
                                               {Alignment::tokens, "tokens"},
                                               {Alignment::whitespace, "whitespace"}});
}

/// For each of the windowed tokens the range of `text` that it grows to: that of its word, or
/// itself. Words of a sentencepiece model are runs without white space, cut at tokens that are
/// Tokenizer::is_separate(); those of WordPiece begin at pieces without "##". Such a word has the
/// range of its tokens in the window, so it may be cut by the window's ends.
std::vector<ByteRange> align_tokens(std::string_view text, const Encoding& encoding,
                                    const EncodingWindow& window, const Tokenizer& tokenizer,
                                    Alignment alignment);

}  // namespace albert

#endif  // ALBERT_TASKS_ALIGNMENT_H_
