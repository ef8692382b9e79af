#ifndef ALBERT_IO_ZIP_LAYOUT_H_
#define ALBERT_IO_ZIP_LAYOUT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "io/byte_builder.h"

namespace albert::io {

/// Where the files of a zip archive will lie, before their bytes are known: nothing is compressed,
/// and every file starts at a multiple of 64, as PyTorch has it. Headers are made last, when the
/// CRCs are known. Numbers that do not fit 32 bits go to zip64 fields.
class ZipLayout {
 public:
  /// Adds a file after those added before; returns its number.
  std::size_t add(std::string name, std::uint64_t size);

  std::size_t file_count() const noexcept { return files_.size(); }
  std::uint64_t header_offset(std::size_t file) const noexcept { return files_[file].header; }
  std::uint64_t data_offset(std::size_t file) const noexcept { return files_[file].data; }
  std::uint64_t directory_offset() const noexcept { return end_; }

  /// What stands at header_offset(), up to data_offset().
  ByteBuilder header(std::size_t file, std::uint32_t crc) const;

  /// What stands at directory_offset(), up to the end. One CRC for each file.
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
