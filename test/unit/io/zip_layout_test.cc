#include <cstdint>
#include <filesystem>
#include <string>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include "albert/base/mapped_file.h"
#include "io/crc32.h"
#include "io/zip/directory.h"
#include "io/zip/layout.h"
#include "support/temp_dir.h"
#include "unit/io/archive_testing.h"

using namespace albert;
using namespace albert::test;

namespace {

void put(int file, std::uint64_t offset, std::string_view bytes) {
  REQUIRE(::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset)) ==
          static_cast<ssize_t>(bytes.size()));
}

}  // namespace

TEST_CASE("an archive larger than 4 GiB keeps its sizes and offsets") {
  // Sparse: the large file is a hole but for its first bytes.
  const TempDir dir;
  const auto path = dir.path() / "large.zip";
  constexpr std::uint64_t kLarge = (std::uint64_t{1} << 32) + 7;
  io::ZipLayout layout;
  layout.add("a/large", kLarge);
  layout.add("a/after", 5);
  CHECK(layout.data_offset(0) % 64 == 0);
  CHECK(layout.data_offset(1) % 64 == 0);
  CHECK(layout.header_offset(1) == layout.data_offset(0) + kLarge);
  const std::vector<std::uint32_t> crcs = {0, io::crc32(as_bytes("after"))};

  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  REQUIRE(file >= 0);
  put(file, layout.data_offset(0), "large");
  put(file, layout.data_offset(1), "after");
  for (std::size_t i = 0; i < 2; ++i) {
    const io::ByteBuilder header = layout.header(i, crcs[i]);
    CHECK(layout.header_offset(i) + header.size() == layout.data_offset(i));
    put(file, layout.header_offset(i), header.string());
  }
  put(file, layout.directory_offset(), layout.directory(crcs).string());
  ::close(file);

  const MappedFile mapped(path);
  const io::ZipDirectory zip = io::read_zip_directory(mapped.bytes(), path);
  REQUIRE(zip.size() == 2);
  CHECK(zip.at("a/large").bytes.size() == kLarge);
  CHECK(static_cast<char>(zip.at("a/large").bytes[0]) == 'l');
  CHECK(static_cast<char>(zip.at("a/after").bytes[4]) == 'r');
  CHECK(io::is_intact(zip.at("a/after")));
}

TEST_CASE("an archive of very many files counts them") {
  io::ZipLayout layout;
  std::string bytes;
  const std::vector<std::uint32_t> crcs(70000, 0);
  for (std::size_t i = 0; i < crcs.size(); ++i) layout.add("f" + std::to_string(i), 0);
  bytes.resize(layout.directory_offset());
  for (std::size_t i = 0; i < crcs.size(); ++i) {
    const io::ByteBuilder header = layout.header(i, 0);
    bytes.replace(layout.header_offset(i), header.size(), header.string());
  }
  bytes += layout.directory(crcs).string();
  CHECK(io::read_zip_directory(as_bytes(bytes), "f.zip").size() == crcs.size());
}
