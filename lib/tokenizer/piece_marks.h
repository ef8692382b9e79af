#ifndef ALBERT_TOKENIZER_PIECE_MARKS_H_
#define ALBERT_TOKENIZER_PIECE_MARKS_H_

#include <string_view>

namespace albert {

/// U+2581, sentencepiece's visible space: pieces that begin a word begin with it.
inline constexpr std::string_view kSpaceSymbol = "\xE2\x96\x81";

/// WordPiece's mark of pieces that continue a word.
inline constexpr std::string_view kContinuationMark = "##";

}  // namespace albert

#endif  // ALBERT_TOKENIZER_PIECE_MARKS_H_
