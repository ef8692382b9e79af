#ifndef ALBERT_IO_ZIP_DIRECTORY_H_
#define ALBERT_IO_ZIP_DIRECTORY_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string_view>
#include <vector>

namespace albert::io {

/// One stored (never compressed) file of a zip archive, as a view.
struct ZipEntry {
  std::span<const std::byte> bytes;
  std::uint32_t crc = 0;  ///< CRC-32 of the bytes; 0 if the writer omitted it
};

/// Entries by name; views of the archive's bytes.
using ZipDirectory = std::map<std::string_view, ZipEntry, std::less<>>;

/// Reads the directory of a zip archive, zip64 included. Throws Error{model} when it is damaged,
/// has a duplicate name, or holds compressed or encrypted files.
ZipDirectory read_zip_directory(std::span<const std::byte> archive,
                                const std::filesystem::path& file);

/// The names in an archive of any kind, compressed ones included. Throws Error{model} when its
/// directory is damaged.
std::vector<std::string_view> zip_names(std::span<const std::byte> archive,
                                        const std::filesystem::path& file);

/// Whether the bytes match their CRC.
bool is_intact(const ZipEntry& entry) noexcept;

}  // namespace albert::io

#endif  // ALBERT_IO_ZIP_DIRECTORY_H_
