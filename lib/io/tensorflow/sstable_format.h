#ifndef ALBERT_IO_TENSORFLOW_SSTABLE_FORMAT_H_
#define ALBERT_IO_TENSORFLOW_SSTABLE_FORMAT_H_

#include <cstddef>
#include <cstdint>

// Constants of the table format for its reader and writer.
namespace albert::io::sstable {

inline constexpr std::uint64_t kMagic = 0xdb4775248b80fb57;
inline constexpr std::size_t kHandlesSize = 40;  // two block handles and zeros
inline constexpr std::size_t kFooterSize = kHandlesSize + sizeof kMagic;

inline constexpr std::uint8_t kUncompressed = 0;
inline constexpr std::uint8_t kSnappy = 1;

}  // namespace albert::io::sstable

#endif  // ALBERT_IO_TENSORFLOW_SSTABLE_FORMAT_H_
