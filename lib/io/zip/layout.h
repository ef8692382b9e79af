#ifndef ALBERT_IO_ZIP_LAYOUT_H_
#define ALBERT_IO_ZIP_LAYOUT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "io/byte_builder.h"

namespace albert::io {

/// The layout of a zip archive, computed before its bytes are known: nothing is compressed, and
/// every file starts at a multiple of 64, like PyTorch's. Headers are written last, when the CRCs
/// are known. Numbers that do not fit 32 bits go to zip64 fields.
class ZipLayout {
 public:
  /// Appends a file; returns its index.
  std::size_t add(std::string name, std::uint64_t size);

  std::size_t file_count() const noexcept { return files_.size(); }
  std::uint64_t header_offset(std::size_t file) const noexcept { return files_[file].header; }
  std::uint64_t data_offset(std::size_t file) const noexcept { return files_[file].data; }
  std::uint64_t directory_offset() const noexcept { return end_; }

  /// The bytes from header_offset() to data_offset().
  ByteBuilder header(std::size_t file, std::uint32_t crc) const;

  /// The bytes from directory_offset() to the end. One CRC per file.
  ByteBuilder directory(const std::vector<std::uint32_t>& crcs) const;

 private:
  struct File {
    std::string name;
    std::uint64_t size;
    std::uint64_t header;
    std::uint64_t data;
  };

  std::vector<File> files_;
  std::uint64_t end_ = 0;
};

}  // namespace albert::io

#endif  // ALBERT_IO_ZIP_LAYOUT_H_
