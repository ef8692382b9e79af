#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <vector>

#include "albert/base/error.h"
#include "albert/train/data/example_file.h"
#include "io/crc32.h"
#include "train/data/example_format.h"

namespace {

using namespace albert;
using train::ExampleFileHeader;
using train::ExampleRecord;

/// A changed byte must not always end at a checksum: where a reader would look, they are made
/// right.
void mend(std::vector<std::byte>& bytes) {
  const auto put = [&](std::size_t at, std::span<const std::byte> of) {
    const std::uint32_t crc = io::crc32c(of);
    std::memcpy(bytes.data() + at, &crc, sizeof crc);
  };
  ExampleFileHeader header;
  if (bytes.size() < sizeof header + 4) return;
  const std::span<const std::byte> all = bytes;
  put(60, all.first(60));
  std::memcpy(&header, bytes.data(), sizeof header);
  const std::size_t index = 8 * (std::min<std::size_t>(header.examples, 1000) / 256 + 2);
  if (bytes.size() < sizeof header + index + 4) return;
  const std::size_t end = bytes.size() - index - 4;
  put(bytes.size() - 4, all.subspan(end, index));
  ExampleRecord record;
  for (std::size_t at = sizeof header; end - at >= sizeof record;) {
    std::memcpy(&record, bytes.data() + at, sizeof record);
    const std::size_t size = record.size(header.vocab_size <= 65536 ? 2 : 4);
    if (size > end - at) break;
    put(at, all.subspan(at + 4, size - 4));
    at += size;
  }
}

void read_all(std::span<const std::byte> bytes) {
  try {
    const train::ExampleFile file(bytes, "f");
    train::ExampleBatch batch;
    for (std::size_t i = 0; i < file.size(); ++i) {
      batch.clear();
      file.append(i, batch);
      for (const std::uint32_t row : batch.masked) {
        if (row >= batch.tokens()) std::abort();
      }
      for (const std::int32_t id : batch.input_ids) {
        if (static_cast<std::uint64_t>(id) >= file.info().vocab_size) std::abort();
      }
    }
  } catch (const Error&) {  // the only thing it may throw
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto given = std::as_bytes(std::span(data, size));
  std::vector<std::byte> bytes(given.begin(), given.end());
  read_all(bytes);
  mend(bytes);
  read_all(bytes);
  return 0;
}
