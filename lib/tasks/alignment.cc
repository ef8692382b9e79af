#include "albert/tasks/alignment.h"

#include <algorithm>
#include <iterator>
#include <span>

#include "albert/base/error.h"
#include "albert/tasks/words.h"
#include "tokenizer/piece_marks.h"

namespace albert {
namespace {

/// Grows a range to the runs without white space that its ends lie in.
ByteRange grow(ByteRange range, std::span<const ByteRange> runs) {
  const auto run_at = [&](std::uint32_t byte) -> const ByteRange* {
    const auto next = std::ranges::upper_bound(runs, byte, {}, &ByteRange::begin);
    return next == runs.begin() || std::prev(next)->end <= byte ? nullptr : &*std::prev(next);
  };
  const ByteRange* first = run_at(range.begin);
  const ByteRange* last = range.end > range.begin ? run_at(range.end - 1) : first;
  return {first == nullptr ? range.begin : first->begin, last == nullptr ? range.end : last->end};
}

class WordBegins {
 public:
  WordBegins(std::string_view text, const Encoding& encoding, const Tokenizer& tokenizer)
      : text_(text), encoding_(encoding), tokenizer_(tokenizer) {}

  /// Whether a token of the text, not the first, begins a word.
  bool operator()(std::size_t token) const {
    if (tokenizer_.kind() == "wordpiece") return !piece(token).starts_with(kContinuationMark);
    if (piece(token).starts_with(kSpaceSymbol)) return true;
    if (is_separate(token - 1)) return true;
    return is_separate(token) && piece(token - 1) != kSpaceSymbol;
  }

 private:
  std::string_view piece(std::size_t token) const {
    return tokenizer_.piece(encoding_.input_ids[token]);
  }

  /// An unknown token stands for any text, unless that is spelled like it.
  bool is_separate(std::size_t token) const {
    const std::int32_t id = encoding_.input_ids[token];
    const ByteRange range = encoding_.offsets[token];
    return tokenizer_.is_separate(id) &&
           (id != tokenizer_.special().unk || range.of(text_) == piece(token));
  }

  std::string_view text_;
  const Encoding& encoding_;
  const Tokenizer& tokenizer_;
};

}  // namespace

std::vector<ByteRange> align_tokens(std::string_view text, const Encoding& encoding,
                                    const EncodingWindow& window, const Tokenizer& tokenizer,
                                    Alignment alignment) {
  std::vector<ByteRange> ranges(
      encoding.offsets.begin() + static_cast<std::ptrdiff_t>(window.begin),
      encoding.offsets.begin() + static_cast<std::ptrdiff_t>(window.end));
  switch (alignment) {
    case Alignment::tokens:
      return ranges;
    case Alignment::whitespace: {
      const std::vector<ByteRange> runs = find_words(text);
      for (ByteRange& range : ranges) range = grow(range, runs);
      return ranges;
    }
    case Alignment::words: {
      const WordBegins begins_word(text, encoding, tokenizer);
      for (std::size_t first = 0; first < ranges.size();) {
        std::size_t end = first + 1;
        while (end < ranges.size() && !begins_word(window.begin + end)) ++end;
        const ByteRange word = {ranges[first].begin, ranges[end - 1].end};
        for (; first < end; ++first) ranges[first] = word;
      }
      return ranges;
    }
  }
  throw Error(ErrorCode::usage, "unknown alignment");
}

}  // namespace albert
