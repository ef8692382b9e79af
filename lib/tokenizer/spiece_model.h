#ifndef ALBERT_TOKENIZER_SPIECE_MODEL_H_
#define ALBERT_TOKENIZER_SPIECE_MODEL_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace albert {

/// The content of a sentencepiece model file that encoding needs.
struct SpieceModel {
  enum class PieceType : std::uint8_t {
    normal = 1,
    unknown = 2,
    control = 3,
    user_defined = 4,
    unused = 5,
  };

  struct Piece {
    std::string text;    ///< valid UTF-8, not empty, unique
    float score = 0.0F;  ///< log probability; finite
    PieceType type = PieceType::normal;
  };

  std::vector<Piece> pieces;    ///< by id; not empty
  std::int32_t unknown_id = 0;  ///< the one piece of type unknown

  std::string charsmap;  ///< "precompiled_charsmap", see Charsmap
  bool add_dummy_prefix = true;
  bool remove_extra_whitespaces = true;
  bool escape_whitespaces = true;
};

/// Parses the protocol buffer. Throws Error{model} naming `file` when it is invalid, violates one
/// of the invariants above, or uses an unsupported feature (an algorithm other than unigram, byte
/// fallback, white space as suffix).
SpieceModel parse_spiece_model(std::string_view bytes, const std::string& file);

}  // namespace albert

#endif  // ALBERT_TOKENIZER_SPIECE_MODEL_H_
