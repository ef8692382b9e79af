#ifndef ALBERT_TOKENIZER_SPIECE_NORMALIZER_H_
#define ALBERT_TOKENIZER_SPIECE_NORMALIZER_H_

#include <array>
#include <cstddef>
#include <string_view>

#include "tokenizer/aligned_text.h"
#include "tokenizer/charsmap.h"
#include "tokenizer/piece_marks.h"
#include "tokenizer/piece_trie.h"
#include "tokenizer/spiece_model.h"

namespace albert {

/// Sentencepiece's normalization: applies the model's character map, collapses spaces, writes
/// spaces as U+2581, and adds one in front. Const and thread-safe.
class SpieceNormalizer {
 public:
  /// Keeps no reference to `model`. Throws std::invalid_argument when its character map is damaged.
  explicit SpieceNormalizer(const SpieceModel& model);

  /// Normalizes `in` (valid UTF-8) into `out`, whose origins are those of `in`.
  void normalize(const AlignedText& in, AlignedText& out) const;

 private:
  struct Step {
    std::size_t length;            ///< bytes of the input consumed
    std::string_view replacement;  ///< what they become
  };
  Step step(std::string_view rest) const noexcept;
  bool is_plain(std::string_view text, std::size_t position) const noexcept;

  Charsmap charsmap_;
  PieceTrie user_defined_;         ///< pieces that the map must not change
  std::array<bool, 128> plain_{};  ///< not changed before another ASCII byte
  std::string_view space_;
  bool add_dummy_prefix_;
  bool remove_extra_whitespaces_;
};

}  // namespace albert

#endif  // ALBERT_TOKENIZER_SPIECE_NORMALIZER_H_
