#ifndef ALBERT_TOKENIZER_UNIGRAM_SEGMENTER_H_
#define ALBERT_TOKENIZER_UNIGRAM_SEGMENTER_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "tokenizer/piece_trie.h"
#include "tokenizer/spiece_model.h"

namespace albert {

/// The unigram language model: segments normalized text into the pieces with the largest sum of
/// scores (Viterbi). Additions, their order and ties follow sentencepiece's optimized encoder
/// (`Score` is float) or that of the tokenizers library (double), so that the pieces are the same.
/// Linear in the text. Const and thread-safe.
template <typename Score>
class BasicUnigramSegmenter {
 public:
  /// An entry of the vocabulary; its id is its index.
  struct Entry {
    std::string_view text;
    Score score;
    SpieceModel::PieceType type = SpieceModel::PieceType::normal;
  };

  struct Piece {
    std::uint32_t begin, end;  ///< bytes of the normalized text
    std::int32_t id;           ///< unknown_id() for a run of characters that no piece covers
  };

  /// Working memory of one caller, kept between calls to save allocations.
  struct Workspace {
    struct BestPath {
      Score score;
      std::int32_t id;
      std::int32_t begin;  ///< where the last piece of the path begins, -1 = no path yet
    };
    std::vector<BestPath> best;  ///< by end position
  };

  /// Keeps no reference to `entries`; of equal ones the last counts. Throws std::length_error when
  /// the vocabulary is too large.
  BasicUnigramSegmenter(std::span<const Entry> entries, std::int32_t unknown_id);

  /// Replaces `pieces` by those of `text`, which they cover without gaps. Adjacent unknown
  /// characters are one piece.
  void segment(std::string_view text, Workspace& workspace, std::vector<Piece>& pieces) const;

  /// The id of an exact entry of the vocabulary, control pieces included.
  std::optional<std::int32_t> find(std::string_view piece) const noexcept;

  std::int32_t unknown_id() const noexcept { return unknown_id_; }

 private:
  struct Scoring {
    Score score;
    bool user_defined;
  };
  /// The score of a piece; that of a user-defined one is nearly always the best. Paths are compared
  /// in double precision and stored as Score, which determines ties.
  double gain(std::int32_t id, std::size_t length) const noexcept;

  PieceTrie matched_;             ///< pieces that may be found in text
  PieceTrie reserved_;            ///< all others: control, unknown, unused
  std::vector<Scoring> scoring_;  ///< by id
  Score unknown_score_ = 0;
  Score best_score_ = 0;
  std::int32_t unknown_id_ = 0;
};

extern template class BasicUnigramSegmenter<float>;
extern template class BasicUnigramSegmenter<double>;

/// The arithmetic of sentencepiece.
using UnigramSegmenter = BasicUnigramSegmenter<float>;
UnigramSegmenter make_segmenter(const SpieceModel& model);

}  // namespace albert

#endif  // ALBERT_TOKENIZER_UNIGRAM_SEGMENTER_H_
