#include "tokenizer/json/wordpiece_model.h"

#include <fmt/core.h>

#include "tokenizer/json/component.h"
#include "tokenizer/json_values.h"
#include "tokenizer/unicode.h"

namespace albert::json_pipeline {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kMostUnusedIds = std::size_t{1} << 20U;  // they cost memory

}  // namespace

WordpieceModel::WordpieceModel(const json& description, const fs::path& file,
                               std::vector<std::string>& pieces)
    : unknown_(text_of(description, "unk_token", file)),
      longest_word_(number_of(description, "max_input_chars_per_word", file)) {
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
  trie_ = PieceTrie(std::move(entries));
  const std::optional<std::int32_t> unknown = trie_.find(unknown_);
  if (!unknown) {
    refuse_json(file, fmt::format("the vocabulary has no unknown token '{}'", unknown_));
  }
  unknown_id_ = *unknown;
  PieceTrie::Node node = PieceTrie::kRoot;
  bool found = true;
  for (const char byte : text_of(description, "continuing_subword_prefix", file)) {
    found = found && trie_.step(node, byte);
  }
  if (found) continuation_ = node;
}

std::optional<std::int32_t> WordpieceModel::find(std::string_view piece) const {
  return piece.empty() ? std::nullopt : trie_.find(piece);
}

void WordpieceModel::tokenize(const AlignedText& text, std::size_t begin, std::size_t end,
                              Workspace*, Tokens& tokens) const {
  const std::size_t before = tokens.ids.size();
  const auto give_up = [&] {
    tokens.ids.resize(before);
    tokens.offsets.resize(before);
    tokens.add(unknown_id_, text.range(begin, end));
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
    for (std::size_t i = start; i < end && trie_.step(node, text.text[i]);) {
      ++i;
      if (trie_.value(node) == PieceTrie::kNoValue) continue;
      longest_end = i;
      id = trie_.value(node);
    }
    if (id == PieceTrie::kNoValue) return give_up();
    tokens.add(id, text.range(start, longest_end));
    start = longest_end;
  }
}

}  // namespace albert::json_pipeline
