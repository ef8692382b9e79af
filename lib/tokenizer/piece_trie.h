#ifndef ALBERT_TOKENIZER_PIECE_TRIE_H_
#define ALBERT_TOKENIZER_PIECE_TRIE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace albert {

/// A set of byte strings with a number each, walked byte by byte: a double array in which the
/// child of a node for a byte lies at `base XOR byte`. Bases are unique, so a slot that carries
/// the byte's label is the child. Const after construction; owns its memory, not the keys.
class PieceTrie {
 public:
  struct Entry {
    std::string_view key;
    std::int32_t value;  ///< at least 0
  };
  using Node = std::uint32_t;
  static constexpr Node kRoot = 0;
  static constexpr std::int32_t kNoValue = -1;

  /// Of equal keys the last wins. Throws std::length_error when the keys need more than 2^23
  /// slots (some ten times the largest vocabularies in use).
  explicit PieceTrie(std::vector<Entry> entries = {});

  /// Moves `node` to its child for `byte`; false without such a child.
  bool step(Node& node, char byte) const noexcept {
    const auto label = static_cast<unsigned char>(byte);
    const Node child = (units_[node].base_and_label >> kLabelBits) ^ label;
    if ((units_[child].base_and_label & kLabelMask) != label) return false;
    node = child;
    return true;
  }

  /// The value of the key that ends at `node`, or kNoValue.
  std::int32_t value(Node node) const noexcept { return units_[node].value; }

  std::optional<std::int32_t> find(std::string_view key) const noexcept;

  /// Length of the longest key that `text` starts with; 0 when none does.
  std::size_t longest_prefix(std::string_view text) const noexcept;

 private:
  class Builder;

  static constexpr unsigned kLabelBits = 9;
  static constexpr std::uint32_t kLabelMask = (1U << kLabelBits) - 1;
  static constexpr std::uint32_t kFree = kLabelMask;  ///< a label that no byte has

  struct Unit {
    std::uint32_t base_and_label = kFree;
    std::int32_t value = kNoValue;
  };

  std::vector<Unit> units_;  ///< a whole number of blocks of 256
};

}  // namespace albert

#endif  // ALBERT_TOKENIZER_PIECE_TRIE_H_
