#include "albert/tasks/mask_target.h"

#include <algorithm>
#include <set>

#include "albert/tasks/words.h"
#include "tokenizer/piece_marks.h"

namespace albert {
namespace {

// Bytes before a mask that are looked at.
constexpr std::size_t kMostContext = 256;

bool is_wordpiece(const Tokenizer& tokenizer) {
  return tokenizer.kind() == "wordpiece";
}

Encoding encode_alone(const Tokenizer& tokenizer, std::string_view text) {
  EncodeOptions options;
  options.add_special_tokens = false;
  return tokenizer.encode(text, std::nullopt, options);
}

/// A word at the beginning of a word.
std::vector<std::int32_t> pieces_at_beginning(const Tokenizer& tokenizer, std::string_view word) {
  std::vector<std::int32_t> pieces = encode_alone(tokenizer, word).input_ids;
  if (pieces.size() > 1 && tokenizer.piece(pieces.front()) == kSpaceSymbol) {
    pieces.erase(pieces.begin());
  }
  return pieces;
}

/// The pieces of `word` in the encoding of `before` and it; nothing when a piece belongs to both.
std::vector<std::int32_t> pieces_after(const Tokenizer& tokenizer, std::string_view before,
                                       std::string_view word) {
  const Encoding both = encode_alone(tokenizer, std::string(before) + std::string(word));
  std::vector<std::int32_t> pieces;
  for (std::size_t i = 0; i < both.size(); ++i) {
    const auto [begin, end] = both.offsets[i];
    if (begin < before.size() && end > before.size()) return {};
    if (begin >= before.size()) pieces.push_back(both.input_ids[i]);
  }
  return pieces;
}

/// The longest pieces, from left to right, that spell the word inside of another.
std::vector<std::int32_t> pieces_inside(const Tokenizer& tokenizer, std::string_view word) {
  std::string spelling;  // of the word as the tokenizer normalizes it
  const std::string mark(is_wordpiece(tokenizer) ? kContinuationMark : std::string_view());
  for (const std::int32_t token : pieces_at_beginning(tokenizer, word)) {
    std::string_view piece = tokenizer.piece(token);
    if (token == tokenizer.special().unk) return {token};
    const std::string_view own = is_wordpiece(tokenizer) ? kContinuationMark : kSpaceSymbol;
    if (piece.starts_with(own)) piece.remove_prefix(own.size());
    spelling += piece;
  }
  std::vector<std::int32_t> pieces;
  for (std::size_t at = 0; at < spelling.size();) {
    std::size_t length = spelling.size() - at;
    std::optional<std::int32_t> found;
    while (length > 0 && !(found = tokenizer.find(mark + spelling.substr(at, length)))) --length;
    if (!found) return {};
    pieces.push_back(*found);
    at += length;
  }
  return pieces;
}

}  // namespace

MaskContext mask_context(const Encoding& encoding, std::size_t position, std::string_view segment,
                         const Tokenizer& tokenizer) {
  const ByteRange mask = encoding.offsets[position];
  const std::size_t from = mask.begin - std::min<std::size_t>(mask.begin, kMostContext);
  const std::vector<ByteRange> words = find_words(segment.substr(from, mask.end - from));
  std::size_t begin = words.empty() ? mask.begin : from + words.back().begin;
  if (begin >= mask.begin) return {};
  for (std::size_t i = position; i-- > 0;) {  // what is before a special token does not count
    const ByteRange range = encoding.offsets[i];
    if (encoding.special_tokens_mask[i] != 0 || range.end <= begin) break;
    if (!tokenizer.is_special(encoding.input_ids[i])) continue;
    if (range.end == mask.begin) {
      return {encoding.input_ids[i] != tokenizer.special().mask, {}};
    }
    begin = range.end;
    break;
  }
  return {false, segment.substr(begin, mask.begin - begin)};
}

std::vector<std::int32_t> target_pieces(const Tokenizer& tokenizer, std::string_view word,
                                        const MaskContext& context) {
  const std::string_view mark = is_wordpiece(tokenizer) ? kContinuationMark : kSpaceSymbol;
  bool begins_word = context.begins_word;
  std::string_view before = context.before;
  if (word.starts_with(mark) && word.size() > mark.size()) {
    if (const auto token = tokenizer.find(word)) return {*token};
    word.remove_prefix(mark.size());
    begins_word = !is_wordpiece(tokenizer);
    before = {};
  }
  std::vector<std::int32_t> pieces;
  if (begins_word) {
    pieces = pieces_at_beginning(tokenizer, word);
  } else {
    if (!before.empty()) pieces = pieces_after(tokenizer, before, word);
    if (pieces.empty()) pieces = pieces_inside(tokenizer, word);
  }
  return pieces;
}

RawTarget find_raw_target(const Tokenizer& tokenizer, std::string_view word) {
  if (const auto token = tokenizer.find(word)) return {*token, 1};
  const Encoding encoding = encode_alone(tokenizer, word);
  return {encoding.input_ids.empty() ? 0 : encoding.input_ids.front(), encoding.size()};
}

FoundTargets find_targets(const Tokenizer& tokenizer, std::span<const std::string> words,
                          const MaskContext& context, bool raw) {
  FoundTargets found;
  std::set<std::vector<std::int32_t>> known;
  for (const std::string& word : words) {
    std::vector<std::int32_t> pieces;
    if (!raw) {
      pieces = target_pieces(tokenizer, word, context);
    } else if (const RawTarget target = find_raw_target(tokenizer, word); target.pieces > 0) {
      pieces = {target.token};
    }
    if (pieces.empty()) return {{}, "target '" + word + "' is no token of the model"};
    if (known.insert(pieces).second) found.targets.push_back({word, std::move(pieces)});
  }
  return found;
}

}  // namespace albert
