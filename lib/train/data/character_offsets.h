#ifndef ALBERT_TRAIN_DATA_CHARACTER_OFFSETS_H_
#define ALBERT_TRAIN_DATA_CHARACTER_OFFSETS_H_

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace albert::train {

/// Where the characters (code points) of a text begin. Borrows the text.
class CharacterOffsets {
 public:
  explicit CharacterOffsets(std::string_view text);

  std::string_view text() const noexcept { return text_; }
  /// The first byte of a character, counted from 0; the end of the text after the last one.
  std::optional<std::size_t> byte_of(std::size_t character) const noexcept;

 private:
  std::string_view text_;
  std::vector<std::size_t> begins_;  // of each character, and the end
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_CHARACTER_OFFSETS_H_
