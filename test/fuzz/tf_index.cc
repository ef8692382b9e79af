#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "albert/base/error.h"
#include "io/byte_builder.h"
#include "io/crc32.h"
#include "io/tensorflow/index.h"
#include "io/tensorflow/sstable_format.h"

namespace {

using albert::io::ByteBuilder;

// Appends a block whose checksum is right, and returns its handle.
ByteBuilder add_block(ByteBuilder& table, std::string_view content, std::uint8_t compression) {
  ByteBuilder handle;
  handle.varint(table.size()).varint(content.size());
  ByteBuilder block;
  block.text(content).number(compression);
  table.text(block.string()).number(albert::io::mask_crc32c(albert::io::crc32c(block.bytes())));
  return handle;
}

// Puts small partitioned tensors together as the archive does.
void assemble(const albert::io::TfIndex& index) {
  constexpr std::size_t kMostBytes = 4096;
  for (std::size_t i = 0; i < index.entries.size(); ++i) {
    const albert::TensorEntry& entry = index.entries[i];
    const std::size_t size = *albert::element_count(entry.shape) * size_of(entry.dtype);
    if (size > kMostBytes) continue;
    std::vector<std::byte> tensor(size);
    for (const albert::io::TfStoredSlice& slice : index.slices[i]) {
      const std::vector<std::byte> bytes(slice.range.size);
      albert::io::copy_to_strided(bytes, size_of(entry.dtype), slice.layout, tensor);
    }
  }
}

}  // namespace

// The first byte says what the rest is: a whole file (0), or a block of data (1) or of the index
// (2) in an otherwise honest file whose checksums fit; with 4 added the block is compressed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::uint8_t compression = (data[0] & 4) != 0;
  const bool is_index = (data[0] & 3) == 2;
  ByteBuilder file;
  if ((data[0] & 3) == 0) {
    file.text(rest);
  } else {
    const ByteBuilder handle = add_block(file, is_index ? "" : rest, compression);
    ByteBuilder entry;  // of the index: no shared bytes, key "z", the handle; no restarts
    entry.varint(0).varint(1).varint(handle.size()).text("z").text(handle.string());
    entry.number(std::uint32_t{0});
    ByteBuilder footer;
    footer.varint(0).varint(0);
    footer.text(
        add_block(file, is_index ? rest : entry.string(), is_index ? compression : 0).string());
    footer.zeros(albert::io::sstable::kHandlesSize - footer.size());
    file.text(footer.string()).number(albert::io::sstable::kMagic);
  }
  const std::filesystem::path name = "f.index";
  try {
    assemble(albert::io::parse_tf_index(file.bytes(), name));
  } catch (const albert::Error&) {  // the only thing it may throw
  }
  return 0;
}
