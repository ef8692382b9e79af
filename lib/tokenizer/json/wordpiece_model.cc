#include "tokenizer/json/wordpiece_model.h"

#include <fmt/core.h>

#include "tokenizer/json/component.h"
#include "tokenizer/json_values.h"

namespace albert::json_pipeline {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kMostUnusedIds = std::size_t{1} << 20U;  // they need memory

}  // namespace

WordpieceModel::WordpieceModel(const json& description, const fs::path& file,
                               std::vector<std::string>& pieces)
    : unknown_(text_of(description, "unk_token", file)) {
  const std::size_t longest_word = number_of(description, "max_input_chars_per_word", file);
  const json& vocabulary = object_of(description, "vocab", file);
  const std::size_t most = vocabulary.size() + kMostUnusedIds;
  std::vector<PieceTrie::Entry> entries;
  entries.reserve(vocabulary.size());
  for (const auto& [piece, value] : vocabulary.items()) {
    const std::int32_t id = parse_token_id(value, piece, file);
    if (static_cast<std::size_t>(id) >= most) {
      refuse_json(file, fmt::format("the id {} of '{}' is out of range", id, piece));
    }
    if (static_cast<std::size_t>(id) >= pieces.size()) {
      pieces.resize(static_cast<std::size_t>(id) + 1);
    }
    if (!pieces[static_cast<std::size_t>(id)].empty()) {
      refuse_json(file, fmt::format("two pieces have the id {}", id));
    }
    pieces[static_cast<std::size_t>(id)] = piece;
  }
  for (std::size_t id = 0; id < pieces.size(); ++id) {
    if (!pieces[id].empty()) entries.push_back({pieces[id], static_cast<std::int32_t>(id)});
  }
  segmenter_ =
      WordpieceSegmenter(PieceTrie(std::move(entries)),
                         text_of(description, "continuing_subword_prefix", file), longest_word);
  const std::optional<std::int32_t> unknown = segmenter_.pieces().find(unknown_);
  if (!unknown) {
    refuse_json(file, fmt::format("the vocabulary has no unknown token '{}'", unknown_));
  }
  unknown_id_ = *unknown;
}

std::optional<std::int32_t> WordpieceModel::find(std::string_view piece) const {
  return piece.empty() ? std::nullopt : segmenter_.pieces().find(piece);
}

void WordpieceModel::tokenize(const AlignedText& text, std::size_t begin, std::size_t end,
                              Workspace*, Tokens& tokens) const {
  segmenter_.segment(text, begin, end, unknown_id_, tokens.ids, tokens.offsets);
}

}  // namespace albert::json_pipeline
