#include <cstdint>

#include "io/byte_cursor.h"
#include "io/crc32.h"
#include "io/tensorflow/snappy.h"
#include "io/tensorflow/sstable.h"
#include "io/tensorflow/sstable_format.h"

namespace albert::io {
namespace {

using Bytes = std::span<const std::byte>;
using Visit = FunctionRef<bool(std::string_view, std::string_view)>;

constexpr std::size_t kMostKeyBytes = std::size_t{64} << 20;

class TableReader {
 public:
  TableReader(Bytes table, const std::filesystem::path& file) : table_(table), file_(file) {}

  void read(Visit visit) {
    if (!looks_like_sstable(table_)) {
      throw bad_file(file_,
                     "is truncated or not a checkpoint index: its last bytes are not a table's");
    }
    ByteCursor handles(table_.last(sstable::kFooterSize).first(sstable::kHandlesSize), file_);
    handles.varint();  // of the block of meta data, which TensorFlow leaves empty
    handles.varint();
    std::string previous;
    bool is_first = true;
    block(handles, [&](std::string_view, std::string_view handle) {
      ByteCursor data(std::as_bytes(std::span(handle)), file_);
      return block(data, [&](std::string_view key, std::string_view value) {
        if (!is_first && key <= previous) throw bad_file(file_, "its keys are out of order");
        is_first = false;
        previous = key;
        return visit(key, value);
      });
    });
  }

 private:
  // Visits the entries of the block at the handle (offset, size). Like all functions below, returns
  // false when the visitor stopped.
  bool block(ByteCursor& handle, Visit visit) {
    const std::uint64_t offset = handle.varint();
    const std::uint64_t size = handle.varint();
    ByteCursor at(table_, file_);
    at.take(offset);
    const Bytes stored = at.take(size);
    const auto compression = at.number<std::uint8_t>();
    const std::uint32_t crc = crc32c(std::as_bytes(std::span(&compression, 1)), crc32c(stored));
    if (at.number<std::uint32_t>() != mask_crc32c(crc)) {
      throw bad_file(file_, "a block does not match its CRC-32C: the file is damaged");
    }
    if (compression == sstable::kUncompressed) return entries(stored, visit);
    if (compression != sstable::kSnappy) throw bad_file(file_, "unknown compression");
    const std::string uncompressed = uncompress_snappy(stored, file_);
    return entries(std::as_bytes(std::span(uncompressed)), visit);
  }

  // Each key is stored as the length of its common prefix with the previous key, and the rest.
  // After them are offsets of keys without shared prefix, for binary search, and their number.
  bool entries(Bytes block, Visit visit) {
    constexpr std::size_t kNumber = sizeof(std::uint32_t);
    if (block.size() < kNumber) throw bad_file(file_, "a block is too short");
    const std::uint64_t restarts = load_le<std::uint32_t>(block.last(kNumber).data());
    if (restarts > block.size() / kNumber - 1) throw bad_file(file_, "a block is too short");
    ByteCursor in(block.first(block.size() - kNumber * (restarts + 1)), file_);
    std::string key;
    while (!in.at_end()) {
      const std::uint64_t shared = in.varint();
      const std::uint64_t rest = in.varint();
      const std::uint64_t value = in.varint();
      if (shared > key.size())
        throw bad_file(file_, "a key's shared prefix is longer than the previous key");
      key.resize(shared);
      key += in.take_text(rest);
      key_bytes_ += key.size();
      if (key_bytes_ > kMostKeyBytes) throw bad_file(file_, "its keys are too long");
      if (!visit(key, in.take_text(value))) return false;
    }
    return true;
  }

  Bytes table_;
  const std::filesystem::path& file_;
  std::size_t key_bytes_ = 0;
};

}  // namespace

bool looks_like_sstable(Bytes table) noexcept {
  constexpr std::size_t kMagicSize = sizeof sstable::kMagic;
  return table.size() >= sstable::kFooterSize &&
         load_le<std::uint64_t>(table.last(kMagicSize).data()) == sstable::kMagic;
}

void read_sstable(Bytes table, const std::filesystem::path& file, Visit visit) {
  TableReader(table, file).read(visit);
}

}  // namespace albert::io
