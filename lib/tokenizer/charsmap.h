#ifndef ALBERT_TOKENIZER_CHARSMAP_H_
#define ALBERT_TOKENIZER_CHARSMAP_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace albert {

/// Sentencepiece's "precompiled_charsmap": rules that replace a byte string by another. Layout,
/// little-endian: u32 size of the trie in bytes; the trie (darts-clone's double array of u32);
/// the replacements, each ended by a NUL, which the trie's values point into.
/// Indices are checked at each step, so a damaged map can only cause wrong replacements.
class Charsmap {
 public:
  struct Match {
    std::size_t length = 0;        ///< bytes of the text that the rule covers; 0 = no rule
    std::string_view replacement;  ///< valid while the map lives
  };

  /// An empty blob is a map without rules. Throws std::invalid_argument when the layout is broken.
  explicit Charsmap(std::string_view blob);

  /// The longest rule that `text` starts with.
  Match longest(std::string_view text) const noexcept;

  /// The replacement of the shortest rule that `text` starts with.
  std::optional<std::string_view> shortest(std::string_view text) const noexcept;

  /// Bytes of the longest replacement.
  std::size_t longest_replacement() const noexcept;

  /// Whether this byte (< 128) is not changed before another ASCII byte or the end.
  bool keeps(unsigned char ascii) const noexcept { return keeps_[ascii]; }

 private:
  /// The replacement of the rule that ends at `node`; nullopt if the map is damaged.
  std::optional<std::string_view> replacement(std::size_t node) const noexcept;

  /// Index of the child of `node` for `byte`, or 0.
  std::size_t child(std::size_t node, unsigned char byte) const noexcept;

  std::vector<std::uint32_t> units_;
  std::string replacements_;
  std::array<bool, 128> keeps_{};
};

}  // namespace albert

#endif  // ALBERT_TOKENIZER_CHARSMAP_H_
