#include "io/tensor_file_writer.h"

#include <utility>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "io/archive_checks.h"

namespace albert::io {

std::vector<std::size_t> checked_sizes(const std::filesystem::path& file,
                                       std::span<const TensorEntry> entries) {
  try {
    check_names(file, entries);
    std::vector<std::size_t> sizes;
    for (const TensorEntry& entry : entries) sizes.push_back(checked_byte_count(file, entry));
    return sizes;
  } catch (const Error& error) {
    throw Error(ErrorCode::usage, error.problem(), error.where());
  }
}

TensorFileWriter::TensorFileWriter(const std::filesystem::path& file,
                                   std::vector<TensorEntry> entries)
    : entries_(std::move(entries)),
      sizes_(checked_sizes(file, entries_)),
      offsets_(entries_.size()),
      written_(entries_.size()),
      file_(file) {}

void TensorFileWriter::write(std::size_t index, std::uint64_t offset,
                             std::span<const std::byte> bytes) {
  if (offset > sizes_[index] || bytes.size() > sizes_[index] - offset) {
    throw Error(ErrorCode::usage,
                fmt::format("tensor '{}' got more bytes than the {} of its shape",
                            entries_[index].name, sizes_[index]),
                file_.target().string());
  }
  file_.write_at(offsets_[index] + offset, bytes);
  written_[index] += bytes.size();
}

void TensorFileWriter::check_complete() const {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (written_[i] != sizes_[i]) {
      throw Error(ErrorCode::usage,
                  fmt::format("tensor '{}' got only {} of its {} bytes", entries_[i].name,
                              written_[i].load(), sizes_[i]),
                  file_.target().string());
    }
  }
}

void TensorFileWriter::commit() {
  check_complete();
  file_.commit();
}

}  // namespace albert::io
