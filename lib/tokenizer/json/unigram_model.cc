#include "tokenizer/json/unigram_model.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "tokenizer/json/component.h"
#include "tokenizer/json_values.h"
#include "tokenizer/piece_marks.h"

namespace albert::json_pipeline {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct UnigramWorkspace final : Model::Workspace {
  BasicUnigramSegmenter<double>::Workspace paths;
  std::vector<BasicUnigramSegmenter<double>::Piece> pieces;
};

}  // namespace

UnigramModel::UnigramModel(const json& description, const fs::path& file,
                           std::vector<std::string>& pieces)
    : byte_fallback_(flag_or(description, "byte_fallback", false, file)) {
  const json& vocabulary = list_of(description, "vocab", file);
  std::vector<double> scores;
  scores.reserve(vocabulary.size());
  pieces.reserve(vocabulary.size());
  for (const json& entry : vocabulary) {
    const bool fits =
        entry.is_array() && entry.size() == 2 && entry[0].is_string() && entry[1].is_number();
    if (!fits || !std::isfinite(entry[1].get<double>())) {
      refuse_json(file,
                  fmt::format("entry {} of 'vocab' is not a piece and its score", scores.size()));
    }
    pieces.push_back(entry[0].get<std::string>());
    scores.push_back(entry[1].get<double>());
  }
  if (!is_given(description, "unk_id"))
    refuse_json(file, "the model has no unknown piece (unk_id)");
  const std::size_t unknown = number_of(description, "unk_id", file);
  if (unknown >= pieces.size()) refuse_json(file, "'unk_id' is not in the vocabulary");
  unknown_ = pieces[unknown];

  std::vector<Segmenter::Entry> entries;
  entries.reserve(pieces.size());
  for (std::size_t id = 0; id < pieces.size(); ++id) {
    // An empty piece covers nothing, so it is never matched.
    const auto type =
        pieces[id].empty() ? SpieceModel::PieceType::unused : SpieceModel::PieceType::normal;
    entries.push_back({pieces[id], scores[id], type});
  }
  segmenter_.emplace(entries, static_cast<std::int32_t>(unknown));
  for (std::size_t byte = 0; byte < byte_ids_.size(); ++byte) {
    byte_ids_[byte] = segmenter_->find(fmt::format("<0x{:02X}>", byte)).value_or(-1);
  }
}

std::unique_ptr<Model::Workspace> UnigramModel::workspace() const {
  return std::make_unique<UnigramWorkspace>();
}

std::optional<std::int32_t> UnigramModel::find(std::string_view piece) const {
  return piece.empty() ? std::nullopt : segmenter_->find(piece);
}

void UnigramModel::tokenize(const AlignedText& text, std::size_t begin, std::size_t end,
                            Workspace* workspace, Tokens& tokens) const {
  auto& [paths, pieces] = static_cast<UnigramWorkspace&>(*workspace);
  const std::string_view word = std::string_view(text.text).substr(begin, end - begin);
  segmenter_->segment(word, paths, pieces);
  for (const Segmenter::Piece& piece : pieces) {
    const std::string_view surface = word.substr(piece.begin, piece.end - piece.begin);
    std::size_t first = begin + piece.begin;
    if (surface.starts_with(kSpaceSymbol)) first += kSpaceSymbol.size();
    const ByteRange range = text.range(first, begin + piece.end);
    if (piece.id != segmenter_->unknown_id()) {
      tokens.add(piece.id, range);
      continue;
    }
    // Adjacent characters without a piece are fused.
    if (const auto id = segmenter_->find(surface)) {
      tokens.add(*id, range);
      continue;
    }
    const auto byte_id = [&](char byte) { return byte_ids_[static_cast<unsigned char>(byte)]; };
    const bool in_bytes = byte_fallback_ && std::ranges::all_of(surface, [&](char byte) {
                            return byte_id(byte) >= 0;
                          });
    if (in_bytes) {
      for (const char byte : surface) tokens.add(byte_id(byte), range);
    } else {
      tokens.add(segmenter_->unknown_id(), range);
    }
  }
}

}  // namespace albert::json_pipeline
