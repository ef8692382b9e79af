#ifndef ALBERT_TEST_UNIT_TOKENIZER_SPIECE_BUILDER_H_
#define ALBERT_TEST_UNIT_TOKENIZER_SPIECE_BUILDER_H_

#include <string>
#include <string_view>

#include "tokenizer/spiece_model.h"

namespace albert::test {

/// Writes sentencepiece model files, good and bad ones.
class SpieceBuilder {
 public:
  /// <pad>, <unk>, [CLS], [SEP] and [MASK], ids 0 to 4.
  static SpieceBuilder with_basic_pieces();

  SpieceBuilder& piece(std::string_view text, float score,
                       SpieceModel::PieceType type = SpieceModel::PieceType::normal);
  SpieceBuilder& charsmap(std::string_view blob);
  SpieceBuilder& add_dummy_prefix(bool value);
  SpieceBuilder& remove_extra_whitespaces(bool value);
  SpieceBuilder& escape_whitespaces(bool value);
  /// A number field of the trainer's part.
  SpieceBuilder& trainer(unsigned field, std::uint64_t value);

  std::string bytes() const;

 private:
  std::string pieces_, trainer_, normalizer_;
};

}  // namespace albert::test

#endif  // ALBERT_TEST_UNIT_TOKENIZER_SPIECE_BUILDER_H_
