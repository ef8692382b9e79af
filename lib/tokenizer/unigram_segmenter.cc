#include "tokenizer/unigram_segmenter.h"

#include <algorithm>
#include <limits>

#include "tokenizer/unicode.h"

namespace albert {
namespace {

using PieceType = SpieceModel::PieceType;

constexpr float kUnknownPenalty = 10.0F;
constexpr double kUserDefinedPenalty = 0.1;

bool is_matched(PieceType type) noexcept {
  return type == PieceType::normal || type == PieceType::user_defined;
}

PieceTrie trie_of(const SpieceModel& model, bool matched) {
  std::vector<PieceTrie::Entry> entries;
  for (std::size_t id = 0; id < model.pieces.size(); ++id) {
    const SpieceModel::Piece& piece = model.pieces[id];
    if (is_matched(piece.type) == matched) {
      entries.push_back({piece.text, static_cast<std::int32_t>(id)});
    }
  }
  return PieceTrie(std::move(entries));
}

}  // namespace

UnigramSegmenter::UnigramSegmenter(const SpieceModel& model)
    : matched_(trie_of(model, true)),
      reserved_(trie_of(model, false)),
      unknown_id_(model.unknown_id) {
  // The bounds start where sentencepiece starts them: the best score is never below the smallest
  // positive float.
  float worst = std::numeric_limits<float>::max();
  best_score_ = std::numeric_limits<float>::min();
  scoring_.reserve(model.pieces.size());
  for (const SpieceModel::Piece& piece : model.pieces) {
    scoring_.push_back({piece.score, piece.type == PieceType::user_defined});
    if (piece.type != PieceType::normal) continue;
    worst = std::min(worst, piece.score);
    best_score_ = std::max(best_score_, piece.score);
  }
  unknown_score_ = worst - kUnknownPenalty;
}

std::optional<std::int32_t> UnigramSegmenter::find(std::string_view piece) const noexcept {
  const auto id = matched_.find(piece);
  return id ? id : reserved_.find(piece);
}

double UnigramSegmenter::gain(std::int32_t id, std::size_t length) const noexcept {
  const Scoring& scoring = scoring_[static_cast<std::size_t>(id)];
  if (!scoring.user_defined) return static_cast<double>(scoring.score);
  return static_cast<double>(static_cast<float>(length) * best_score_) - kUserDefinedPenalty;
}

void UnigramSegmenter::segment(std::string_view text, Workspace& workspace,
                               std::vector<Piece>& pieces) const {
  using BestPath = Workspace::BestPath;
  std::vector<BestPath>& best = workspace.best;
  best.assign(text.size() + 1, BestPath{0.0F, unknown_id_, -1});

  for (std::size_t begin = 0; begin < text.size();) {
    const float so_far = best[begin].score;
    const auto offer = [&](std::size_t end, std::int32_t id, double candidate) {
      BestPath& path = best[end];
      if (path.begin < 0 || candidate > static_cast<double>(path.score)) {
        path = {static_cast<float>(candidate), id, static_cast<std::int32_t>(begin)};
      }
    };
    const std::size_t character_end = std::min(begin + utf8_length(text[begin]), text.size());
    bool covered = false;
    PieceTrie::Node node = PieceTrie::kRoot;
    for (std::size_t end = begin; end < text.size() && matched_.step(node, text[end]);) {
      ++end;
      const std::int32_t id = matched_.value(node);
      if (id == PieceTrie::kNoValue) continue;
      offer(end, id, gain(id, end - begin) + static_cast<double>(so_far));
      covered = covered || end == character_end;
    }
    if (!covered) {
      offer(character_end, unknown_id_, static_cast<double>(unknown_score_ + so_far));
    }
    begin = character_end;
  }

  pieces.clear();
  for (std::size_t end = text.size(); end > 0;) {
    const BestPath& path = best[end];
    const auto begin = static_cast<std::uint32_t>(path.begin);
    if (path.id == unknown_id_ && !pieces.empty() && pieces.back().id == unknown_id_) {
      pieces.back().begin = begin;
    } else {
      pieces.push_back({begin, static_cast<std::uint32_t>(end), path.id});
    }
    end = begin;
  }
  std::reverse(pieces.begin(), pieces.end());
}

}  // namespace albert
