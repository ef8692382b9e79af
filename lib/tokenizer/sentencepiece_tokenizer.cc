#include "tokenizer/sentencepiece_tokenizer.h"

#include <algorithm>
#include <stdexcept>

#include "albert/base/error.h"
#include "tokenizer/detokenize.h"
#include "tokenizer/special_tokens.h"
#include "tokenizer/unicode.h"

namespace albert {
namespace {

/// Whether a piece is like "9," or "▁1990s,": the comma after a digit is always a separate token.
bool ends_in_digit_and_comma(std::string_view piece) noexcept {
  if (!piece.ends_with(',') || piece.size() < 2) return false;
  std::size_t last = piece.size() - 2;
  while (last > 0 && !is_ascii(piece[last]) && utf8_length(piece[last]) == 1) --last;
  return is_digit(decode_utf8(piece, last).code_point);
}

}  // namespace

/// Memory of one encode_text call.
struct SentencepieceTokenizer::Workspace {
  AlignedText clean;       ///< the whole text
  AlignedText prepared;    ///< a section without special tokens, after ALBERT's normalization
  AlignedText normalized;  ///< the same after sentencepiece's normalization
  UnigramSegmenter::Workspace paths;
  std::vector<UnigramSegmenter::Piece> pieces;
};

struct SentencepieceTokenizer::Output {
  std::vector<std::int32_t>& ids;
  std::vector<ByteRange>& offsets;

  /// The range of a piece without the space before the word.
  void add(std::int32_t id, const AlignedText& text, std::size_t begin, std::size_t end) {
    const std::string_view piece = std::string_view(text.text).substr(begin, end - begin);
    if (piece.starts_with(kSpaceSymbol)) begin += kSpaceSymbol.size();
    ids.push_back(id);
    offsets.push_back(text.range(begin, end));
  }
};

TokenizerSettings SentencepieceTokenizer::default_settings() {
  TokenizerSettings settings;
  settings.bos = settings.cls = default_token("[CLS]");
  settings.eos = settings.sep = default_token("[SEP]");
  settings.unk = default_token("<unk>");
  settings.pad = default_token("<pad>");
  settings.mask = default_token("[MASK]");
  return settings;
}

void SentencepieceTokenizer::drop_user_defined(const SpieceModel& model,
                                               TokenizerSettings& settings) {
  std::erase_if(settings.extra_special, [&](const AddedToken& token) {
    const auto piece = std::ranges::find(model.pieces, token.text, &SpieceModel::Piece::text);
    return piece != model.pieces.end() && piece->type == SpieceModel::PieceType::user_defined;
  });
}

SentencepieceTokenizer::SentencepieceTokenizer(std::string_view model, const std::string& file,
                                               const TokenizerSettings& settings) try
    : SentencepieceTokenizer(parse_spiece_model(model, file), settings) {
} catch (const std::logic_error& error) {  // a broken character map, too large a vocabulary
  throw Error(ErrorCode::model, error.what(), file, "the file may be damaged; fetch it again");
}

SentencepieceTokenizer::SentencepieceTokenizer(SpieceModel model, TokenizerSettings settings)
    : normalizer_(model),
      segmenter_(make_segmenter(model)),
      preprocess_{settings.remove_space, settings.keep_accents, settings.lower_case} {
  drop_user_defined(model, settings);
  pieces_.reserve(model.pieces.size());
  for (SpieceModel::Piece& piece : model.pieces) {
    if (piece.type == SpieceModel::PieceType::user_defined) {
      separate_ids_.push_back(static_cast<std::int32_t>(pieces_.size()));
    }
    pieces_.push_back(std::move(piece.text));
  }
  // Encoding always gives the model's unknown piece, for any spelling.
  if (!settings.unk.given) {
    settings.unk = default_token(pieces_[static_cast<std::size_t>(segmenter_.unknown_id())]);
  }
  const ResolvedTokens resolved =
      resolve_tokens(settings, {static_cast<std::int32_t>(pieces_.size()),
                                [&](std::string_view text) { return segmenter_.find(text); }});
  special_ = resolved.ids;
  add_tokens(resolved.tokens);
  tokens_ = tokens_in_text(resolved.tokens, settings.lower_case);
}

std::int32_t SentencepieceTokenizer::id_or_unknown(std::string_view piece) const {
  return segmenter_.find(piece).value_or(segmenter_.unknown_id());
}

void SentencepieceTokenizer::encode_text(std::string_view text, std::vector<std::int32_t>& ids,
                                         std::vector<ByteRange>& offsets) const {
  Workspace workspace;
  Output output{ids, offsets};
  const AlignedText& clean = workspace.clean;
  clean_text(text, tokens_.kept, preprocess_.lower_case, workspace.clean);
  tokens_.sought.split(
      clean,
      [&](std::size_t begin, std::size_t end) {
        encode_stretch(workspace, clean, begin, end, output);
      },
      [&](const AddedToken& token, std::size_t begin) {
        output.add(token.id, clean, begin, begin + token.text.size());
      });
}

void SentencepieceTokenizer::encode_stretch(Workspace& workspace, const AlignedText& text,
                                            std::size_t begin, std::size_t end,
                                            Output& output) const {
  preprocess_.apply(text, begin, end, workspace.prepared);
  normalizer_.normalize(workspace.prepared, workspace.normalized);
  const AlignedText& normalized = workspace.normalized;
  segmenter_.segment(normalized.text, workspace.paths, workspace.pieces);
  for (const UnigramSegmenter::Piece& piece : workspace.pieces) {
    const std::string_view surface =
        std::string_view(normalized.text).substr(piece.begin, piece.end - piece.begin);
    if (ends_in_digit_and_comma(surface)) {
      Workspace inner;
      encode_number(inner, normalized, piece, output);
    } else if (piece.id == segmenter_.unknown_id()) {
      output.add(id_or_unknown(surface), normalized, piece.begin, piece.end);
    } else {
      output.add(piece.id, normalized, piece.begin, piece.end);
    }
  }
}

void SentencepieceTokenizer::encode_number(Workspace& workspace, const AlignedText& text,
                                           const UnigramSegmenter::Piece& piece,
                                           Output& output) const {
  // The piece without its comma and without spaces is segmented again.
  const std::size_t comma = piece.end - 1;
  AlignedText& number = workspace.prepared;
  number.end = text.origin[comma];
  const std::string_view surface = std::string_view(text.text).substr(0, comma);
  for (std::size_t i = piece.begin; i < comma;) {
    if (surface.substr(i).starts_with(kSpaceSymbol)) {
      i += kSpaceSymbol.size();
    } else {
      number.push(surface[i], text.origin[i]);
      ++i;
    }
  }
  normalizer_.normalize(number, workspace.normalized);
  const AlignedText& normalized = workspace.normalized;
  segmenter_.segment(normalized.text, workspace.paths, workspace.pieces);

  // Segmentation adds a leading space, which is removed if the piece had none.
  const bool drop_space = !surface.substr(piece.begin).starts_with(kSpaceSymbol);
  for (const UnigramSegmenter::Piece& part : workspace.pieces) {
    std::size_t begin = part.begin;
    std::string_view spelling =
        std::string_view(normalized.text).substr(begin, part.end - part.begin);
    if (drop_space && begin == 0 && spelling.starts_with(kSpaceSymbol)) {
      spelling.remove_prefix(kSpaceSymbol.size());
      begin += kSpaceSymbol.size();
      if (spelling.empty()) continue;
    }
    output.add(id_or_unknown(spelling), normalized, begin, part.end);
  }
  output.add(id_or_unknown(","), text, comma, piece.end);
}

std::string SentencepieceTokenizer::decode(std::span<const std::int32_t> ids,
                                           const DecodeOptions& options) const {
  std::string text =
      decode_runs(ids, options.skip_special_tokens, [&](std::span<const std::int32_t> run) {
        std::string part;
        for (const std::int32_t id : run) part.append(piece(id));
        replace_all(part, kSpaceSymbol, " ");
        strip_spaces(part);
        return part;
      });
  if (options.clean_up_spaces) clean_up_spaces(text);
  return text;
}

std::optional<std::int32_t> SentencepieceTokenizer::find(std::string_view piece) const {
  const auto id = segmenter_.find(piece);
  return id ? id : find_added(piece);
}

}  // namespace albert
