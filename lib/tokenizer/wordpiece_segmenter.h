#ifndef ALBERT_TOKENIZER_WORDPIECE_SEGMENTER_H_
#define ALBERT_TOKENIZER_WORDPIECE_SEGMENTER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "tokenizer/aligned_text.h"
#include "tokenizer/piece_trie.h"

namespace albert {

/// WordPiece: a word is segmented into the longest pieces of a vocabulary from left to right, or is
/// unknown as a whole. Const and thread-safe after construction.
class WordpieceSegmenter {
 public:
  WordpieceSegmenter() = default;
  /// Pieces after the first of a word begin with `continuation` ("##"). Words of more than
  /// `longest_word` characters are unknown.
  WordpieceSegmenter(PieceTrie pieces, std::string_view continuation, std::size_t longest_word);

  const PieceTrie& pieces() const noexcept { return pieces_; }

  /// Appends ids and offsets of the word [begin, end) of `text`.
  void segment(const AlignedText& text, std::size_t begin, std::size_t end, std::int32_t unknown_id,
               std::vector<std::int32_t>& ids, std::vector<ByteRange>& offsets) const;

 private:
  PieceTrie pieces_;
  std::optional<PieceTrie::Node> continuation_;  // node of the continuation prefix
  std::size_t longest_word_ = 0;
};

}  // namespace albert

#endif  // ALBERT_TOKENIZER_WORDPIECE_SEGMENTER_H_
