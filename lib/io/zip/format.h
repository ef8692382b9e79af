#ifndef ALBERT_IO_ZIP_FORMAT_H_
#define ALBERT_IO_ZIP_FORMAT_H_

#include <cstddef>
#include <cstdint>

// Constants of the zip format for its reader and writer.
namespace albert::io::zip {

inline constexpr std::uint32_t kLocalHeader = 0x04034b50;
inline constexpr std::uint32_t kCentralHeader = 0x02014b50;
inline constexpr std::uint32_t kEnd = 0x06054b50;
inline constexpr std::uint32_t kEnd64 = 0x06064b50;
inline constexpr std::uint32_t kEnd64Locator = 0x07064b50;

inline constexpr std::size_t kLocalHeaderSize = 30;
inline constexpr std::size_t kEndSize = 22;
inline constexpr std::size_t kEnd64Size = 56;
inline constexpr std::size_t kEnd64LocatorSize = 20;

inline constexpr std::uint16_t kExtra64 = 0x0001;     // extra field: numbers of 64 bits
inline constexpr std::uint32_t kIn64 = 0xffffffff;    // "see the extra field"
inline constexpr std::uint16_t kCountIn64 = 0xffff;   // the same for the number of entries
inline constexpr std::uint16_t kUtf8Names = 1 << 11;  // flag
inline constexpr std::uint16_t kVersion64 = 45;       // the first version with 64-bit numbers

}  // namespace albert::io::zip

#endif  // ALBERT_IO_ZIP_FORMAT_H_
