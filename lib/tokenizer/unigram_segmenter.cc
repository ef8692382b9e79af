#include "tokenizer/unigram_segmenter.h"

#include <algorithm>
#include <limits>

#include "tokenizer/unicode.h"

namespace albert {
namespace {

using PieceType = SpieceModel::PieceType;

constexpr int kUnknownPenalty = 10;
constexpr double kUserDefinedPenalty = 0.1;

bool is_matched(PieceType type) noexcept {
  return type == PieceType::normal || type == PieceType::user_defined;
}

template <typename Entry>
PieceTrie trie_of(std::span<const Entry> vocabulary, bool matched) {
  std::vector<PieceTrie::Entry> entries;
  for (std::size_t id = 0; id < vocabulary.size(); ++id) {
    if (is_matched(vocabulary[id].type) == matched) {
      entries.push_back({vocabulary[id].text, static_cast<std::int32_t>(id)});
    }
  }
  return PieceTrie(std::move(entries));
}

}  // namespace

template <typename Score>
BasicUnigramSegmenter<Score>::BasicUnigramSegmenter(std::span<const Entry> entries,
                                                    std::int32_t unknown_id)
    : matched_(trie_of<Entry>(entries, true)),
      reserved_(trie_of<Entry>(entries, false)),
      unknown_id_(unknown_id) {
  // Initial bounds as in sentencepiece: the best score is never below the smallest positive number.
  Score worst = std::numeric_limits<Score>::max();
  best_score_ = std::numeric_limits<Score>::min();
  scoring_.reserve(entries.size());
  for (const Entry& entry : entries) {
    scoring_.push_back({entry.score, entry.type == PieceType::user_defined});
    if (entry.type != PieceType::normal) continue;
    worst = std::min(worst, entry.score);
    best_score_ = std::max(best_score_, entry.score);
  }
  unknown_score_ = worst - kUnknownPenalty;
}

template <typename Score>
std::optional<std::int32_t> BasicUnigramSegmenter<Score>::find(
    std::string_view piece) const noexcept {
  const auto id = matched_.find(piece);
  return id ? id : reserved_.find(piece);
}

template <typename Score>
double BasicUnigramSegmenter<Score>::gain(std::int32_t id, std::size_t length) const noexcept {
  const Scoring& scoring = scoring_[static_cast<std::size_t>(id)];
  if (!scoring.user_defined) return static_cast<double>(scoring.score);
  return static_cast<double>(static_cast<Score>(length) * best_score_) - kUserDefinedPenalty;
}

template <typename Score>
void BasicUnigramSegmenter<Score>::segment(std::string_view text, Workspace& workspace,
                                           std::vector<Piece>& pieces) const {
  using BestPath = typename Workspace::BestPath;
  std::vector<BestPath>& best = workspace.best;
  best.assign(text.size() + 1, BestPath{Score{0}, unknown_id_, -1});

  for (std::size_t begin = 0; begin < text.size();) {
    const Score so_far = best[begin].score;
    const auto offer = [&](std::size_t end, std::int32_t id, double candidate) {
      BestPath& path = best[end];
      if (path.begin < 0 || candidate > static_cast<double>(path.score)) {
        path = {static_cast<Score>(candidate), id, static_cast<std::int32_t>(begin)};
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

template class BasicUnigramSegmenter<float>;
template class BasicUnigramSegmenter<double>;

UnigramSegmenter make_segmenter(const SpieceModel& model) {
  std::vector<UnigramSegmenter::Entry> entries;
  entries.reserve(model.pieces.size());
  for (const SpieceModel::Piece& piece : model.pieces) {
    entries.push_back({piece.text, piece.score, piece.type});
  }
  return UnigramSegmenter(entries, model.unknown_id);
}

}  // namespace albert
