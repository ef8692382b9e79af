#include "tokenizer/wordpiece_tokenizer.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/core.h>

#include "albert/base/error.h"
#include "tokenizer/detokenize.h"
#include "tokenizer/piece_marks.h"
#include "tokenizer/special_tokens.h"
#include "tokenizer/unicode.h"

namespace albert {
namespace {

constexpr std::size_t kMaxWordCharacters = 100;

/// Lines end in \n, \r\n or \r; the last may lack its end. Blank ones at the end are no pieces;
/// others are, with an id and without a text.
std::vector<std::string> read_lines(std::string_view text, const std::string& file) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t length = std::min(text.find_first_of("\r\n"), text.size());
    lines.emplace_back(text.substr(0, length));
    if (!is_valid_utf8(lines.back())) {
      throw Error(ErrorCode::model, "not valid UTF-8", fmt::format("{}:{}", file, lines.size()),
                  "the file may be damaged; fetch it again");
    }
    text.remove_prefix(length);
    text.remove_prefix(text.starts_with("\r\n") ? 2 : text.empty() ? 0 : 1);
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

PieceTrie trie_of(const std::vector<std::string>& pieces, const std::string& file) {
  std::vector<PieceTrie::Entry> entries;
  entries.reserve(pieces.size());
  for (std::size_t id = 0; id < pieces.size(); ++id) {
    if (!pieces[id].empty()) entries.push_back({pieces[id], static_cast<std::int32_t>(id)});
  }
  try {
    return PieceTrie(std::move(entries));
  } catch (const std::length_error& error) {
    throw Error(ErrorCode::model, error.what(), file);
  }
}

/// A vocabulary without it is another kind of file, or empty: all words would be unknown.
void require_unknown(const PieceTrie& trie, const TokenizerSettings& settings,
                     const std::string& file) {
  const std::string& unknown = settings.unk.token.text;
  const auto is_unknown = [&](const AddedToken& token) { return token.text == unknown; };
  if (trie.find(unknown) || std::ranges::any_of(settings.added, is_unknown)) return;
  throw Error(ErrorCode::model, fmt::format("the vocabulary has no unknown token '{}'", unknown),
              file, "a vocab.txt has a token a line; tokenizer_config.json may name another");
}

}  // namespace

TokenizerSettings WordpieceTokenizer::default_settings() {
  TokenizerSettings settings;
  settings.unk = default_token("[UNK]");
  settings.sep = default_token("[SEP]");
  settings.pad = default_token("[PAD]");
  settings.cls = default_token("[CLS]");
  settings.mask = default_token("[MASK]");
  return settings;
}

WordpieceTokenizer::WordpieceTokenizer(std::string_view vocabulary, const std::string& file,
                                       const TokenizerSettings& settings)
    : Tokenizer(read_lines(vocabulary, file)),
      segmenter_(trie_of(pieces_, file), kContinuationMark, kMaxWordCharacters),
      words_({settings.strip_accents.value_or(settings.lower_case), settings.chinese_characters}),
      lower_case_(settings.lower_case && settings.basic_tokenize),
      basic_tokenize_(settings.basic_tokenize) {
  const PieceTrie& trie = segmenter_.pieces();
  require_unknown(trie, settings, file);
  const ResolvedTokens resolved =
      resolve_tokens(settings, {static_cast<std::int32_t>(pieces_.size()),
                                [&](std::string_view text) { return trie.find(text); }});
  special_ = resolved.ids;
  add_tokens(resolved.tokens);
  tokens_ = tokens_in_text(resolved.tokens, lower_case_);
}

void WordpieceTokenizer::encode_text(std::string_view text, std::vector<std::int32_t>& ids,
                                     std::vector<ByteRange>& offsets) const {
  AlignedText clean;
  clean_text(text, tokens_.kept, lower_case_, clean);
  const auto on_word = [&](const AlignedText& word, std::size_t begin, std::size_t end) {
    segmenter_.segment(word, begin, end, special_.unk, ids, offsets);
  };
  tokens_.sought.split(
      clean,
      [&](std::size_t begin, std::size_t end) {
        if (basic_tokenize_) {
          words_.apply(clean, begin, end, tokens_.kept, on_word);
        } else {
          for_each_word(clean, begin, end, on_word);
        }
      },
      [&](const AddedToken& token, std::size_t begin) {
        ids.push_back(token.id);
        offsets.push_back(clean.range(begin, begin + token.text.size()));
      });
}

std::string WordpieceTokenizer::decode(std::span<const std::int32_t> ids,
                                       const DecodeOptions& options) const {
  std::string text =
      decode_runs(ids, options.skip_special_tokens, [&](std::span<const std::int32_t> run) {
        std::string part;
        for (const std::int32_t id : run) part.append(part.empty() ? "" : " ").append(piece(id));
        replace_all(part, " ##", "");
        strip_spaces(part);
        return part;
      });
  if (options.clean_up_spaces) clean_up_spaces(text);
  return text;
}

std::optional<std::int32_t> WordpieceTokenizer::find(std::string_view piece) const {
  const auto id = segmenter_.pieces().find(piece);
  return id ? id : find_added(piece);
}

}  // namespace albert
