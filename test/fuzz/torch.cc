#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "albert/base/error.h"
#include "io/torch/directory.h"
#include "touch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A changed byte must not always end at the checksum: each CRC in a zip directory becomes 0,
  // which means that the writer omitted it.
  constexpr std::string_view kCentralHeader = "PK\x01\x02";
  constexpr std::size_t kCrc = 16;
  std::vector<std::uint8_t> bytes(data, data + size);
  for (auto at = bytes.begin();; at += 1) {
    at = std::search(at, bytes.end(), kCentralHeader.begin(), kCentralHeader.end());
    if (at == bytes.end() || bytes.end() - at < 20) break;
    std::fill_n(at + kCrc, 4, std::uint8_t{0});
  }

  const std::filesystem::path file = "f";
  try {
    const auto directory = albert::io::parse_torch(std::as_bytes(std::span(bytes)), file);
    std::vector<std::byte> scratch;
    for (std::size_t i = 0; i < directory.entries.size(); ++i) {
      albert::fuzz::touch(albert::io::read_torch(directory, i, file, scratch).bytes);
    }
  } catch (const albert::Error&) {  // the only thing it may throw
  }
  return 0;
}
