#include "tokenizer/wordpiece_segmenter.h"

#include <utility>

#include "tokenizer/unicode.h"

namespace albert {

WordpieceSegmenter::WordpieceSegmenter(PieceTrie pieces, std::string_view continuation,
                                       std::size_t longest_word)
    : pieces_(std::move(pieces)), longest_word_(longest_word) {
  PieceTrie::Node node = PieceTrie::kRoot;
  for (const char byte : continuation) {
    if (!pieces_.step(node, byte)) return;
  }
  continuation_ = node;
}

void WordpieceSegmenter::segment(const AlignedText& text, std::size_t begin, std::size_t end,
                                 std::int32_t unknown_id, std::vector<std::int32_t>& ids,
                                 std::vector<ByteRange>& offsets) const {
  const std::size_t before = ids.size();
  const auto give_up = [&] {
    ids.resize(before);
    offsets.resize(before);
    ids.push_back(unknown_id);
    offsets.push_back(text.range(begin, end));
  };
  std::size_t characters = 0;
  for (std::size_t i = begin; i < end && characters <= longest_word_; ++characters) {
    i += utf8_length(text.text[i]);
  }
  if (characters > longest_word_) return give_up();

  for (std::size_t start = begin; start < end;) {
    if (start != begin && !continuation_) return give_up();
    PieceTrie::Node node = start == begin ? PieceTrie::kRoot : *continuation_;
    std::size_t longest_end = start;
    std::int32_t id = PieceTrie::kNoValue;
    for (std::size_t i = start; i < end && pieces_.step(node, text.text[i]);) {
      ++i;
      if (pieces_.value(node) == PieceTrie::kNoValue) continue;
      longest_end = i;
      id = pieces_.value(node);
    }
    if (id == PieceTrie::kNoValue) return give_up();
    ids.push_back(id);
    offsets.push_back(text.range(start, longest_end));
    start = longest_end;
  }
}

}  // namespace albert
