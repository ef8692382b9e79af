#ifndef ALBERT_TRAIN_DATA_EXAMPLE_FORMAT_H_
#define ALBERT_TRAIN_DATA_EXAMPLE_FORMAT_H_

#include <array>
#include <cstddef>
#include <cstdint>

namespace albert::train {

/// The header of a file of examples; little-endian. The records follow, and an index: the offset of
/// every kIndexed-th record, the end of the last one, and a CRC-32C of these.
struct ExampleFileHeader {
  static constexpr std::array<char, 8> kMagic = {'A', 'L', 'B', 'E', 'X', 'A', '0', '1'};
  static constexpr std::uint64_t kIndexed = 256;

  std::array<char, 8> magic = kMagic;
  std::uint64_t digest = 0;
  std::uint64_t vocabulary_digest = 0;
  std::uint64_t vocab_size = 0;
  std::uint64_t examples = 0;
  std::uint64_t tokens = 0;
  std::uint64_t predicted = 0;
  std::uint16_t longest = 0;
  std::uint8_t objective = 0;
  std::uint8_t zero = 0;
  std::uint32_t crc = 0;  ///< CRC-32C of the bytes before it
};
static_assert(sizeof(ExampleFileHeader) == 64);

/// The header of an example. Its ids, the rows to predict (2 bytes each) and their labels follow.
struct ExampleRecord {
  static constexpr std::uint8_t kNoLabel = 2;

  std::uint32_t crc = 0;  ///< CRC-32C of the rest of the record
  std::uint16_t tokens = 0;
  std::uint16_t first_tokens = 0;  ///< tokens of [CLS] A [SEP]
  std::uint16_t predicted = 0;
  std::uint8_t label = kNoLabel;
  std::uint8_t zero = 0;

  std::size_t size(std::size_t id_size) const noexcept {
    return sizeof(ExampleRecord) + tokens * id_size + predicted * (2 + id_size);
  }
};
static_assert(sizeof(ExampleRecord) == 12);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_EXAMPLE_FORMAT_H_
