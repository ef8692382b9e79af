#ifndef ALBERT_TRAIN_DATA_CORPUS_HEADER_H_
#define ALBERT_TRAIN_DATA_CORPUS_HEADER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace albert::train {

/// The header of a corpus cache; little-endian. The ids (padded to 8 bytes), the first sentences of
/// documents and the first tokens of sentences follow.
struct CorpusHeader {
  static constexpr std::array<char, 8> kMagic = {'A', 'L', 'B', 'T', 'O', 'K', '0', '1'};

  std::array<char, 8> magic = kMagic;
  std::uint64_t digest = 0;
  std::uint64_t vocab_size = 0;
  std::uint64_t documents = 0;
  std::uint64_t sentences = 0;
  std::uint64_t tokens = 0;
};
static_assert(sizeof(CorpusHeader) == 48);

/// Bytes per id: 2 if sufficient, else 4.
constexpr std::size_t id_size(std::uint64_t vocab_size) noexcept {
  return vocab_size <= 65536 ? 2 : 4;
}

/// Appends an id in its stored form: its low bytes (little-endian).
inline void append_id(std::int32_t id, std::size_t size, std::vector<std::byte>& bytes) {
  bytes.resize(bytes.size() + size);
  std::memcpy(bytes.data() + bytes.size() - size, &id, size);
}

constexpr std::uint64_t padded_to_8(std::uint64_t bytes) noexcept {
  return (bytes + 7) / 8 * 8;
}

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_CORPUS_HEADER_H_
