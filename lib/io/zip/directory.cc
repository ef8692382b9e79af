#include "io/zip/directory.h"

#include <algorithm>

#include <fmt/format.h>

#include "albert/base/function_ref.h"
#include "io/byte_cursor.h"
#include "io/crc32.h"
#include "io/zip/format.h"

namespace albert::io {
namespace {

using Bytes = std::span<const std::byte>;

struct Central {
  std::uint64_t entries = 0;
  std::uint64_t size = 0;
  std::uint64_t offset = 0;
};

// The end record is at the end of the file, before a comment of up to 64 KiB.
std::size_t find_end(Bytes archive, const std::filesystem::path& file) {
  constexpr std::size_t kLongestComment = 0xffff;
  if (archive.size() >= zip::kEndSize) {
    const std::size_t last = archive.size() - zip::kEndSize;
    for (std::size_t back = 0; back <= std::min(last, kLongestComment); ++back) {
      const std::byte* at = archive.data() + last - back;
      if (load_le<std::uint32_t>(at) == zip::kEnd && load_le<std::uint16_t>(at + 20) == back) {
        return last - back;
      }
    }
  }
  throw bad_file(file, "is truncated: a zip archive ends in a directory, and this does not");
}

Central find_central(Bytes archive, const std::filesystem::path& file) {
  const std::size_t end = find_end(archive, file);
  ByteCursor record(archive.subspan(end, zip::kEndSize), file);
  record.take(10);
  Central central;
  central.entries = record.number<std::uint16_t>();
  central.size = record.number<std::uint32_t>();
  central.offset = record.number<std::uint32_t>();
  const bool in_64 = central.entries == zip::kCountIn64 || central.size == zip::kIn64 ||
                     central.offset == zip::kIn64;
  if (in_64 && end >= zip::kEnd64LocatorSize) {
    ByteCursor locator(archive.subspan(end - zip::kEnd64LocatorSize, zip::kEnd64LocatorSize), file);
    if (locator.number<std::uint32_t>() == zip::kEnd64Locator) {
      locator.take(4);
      ByteCursor end64(archive, file);
      end64.take(locator.number<std::uint64_t>());
      if (end64.number<std::uint32_t>() != zip::kEnd64) throw bad_file(file, "damaged zip64 end");
      end64.take(28);
      central.entries = end64.number<std::uint64_t>();
      central.size = end64.number<std::uint64_t>();
      central.offset = end64.number<std::uint64_t>();
    }
  }
  return central;
}

// The extra field has the 64-bit values that do not fit 32 bits, in this order.
void widen(Bytes extra, std::initializer_list<std::uint64_t*> values,
           const std::filesystem::path& file) {
  ByteCursor fields(extra, file);
  while (fields.remaining() >= 4) {
    const auto id = fields.number<std::uint16_t>();
    const auto size = fields.number<std::uint16_t>();
    ByteCursor field(fields.take(size), file);
    if (id != zip::kExtra64) continue;
    for (std::uint64_t* value : values) {
      if (*value == zip::kIn64) *value = field.number<std::uint64_t>();
    }
    return;
  }
}

/// The directory's record of a file, parsed but unchecked.
struct Record {
  std::string_view name;
  std::uint16_t flags = 0;
  std::uint16_t method = 0;
  std::uint32_t crc = 0;
  std::uint64_t packed = 0;
  std::uint64_t size = 0;
  std::uint64_t offset = 0;
};

void read_records(Bytes archive, const std::filesystem::path& file,
                  FunctionRef<void(const Record&)> visit) {
  const Central central = find_central(archive, file);
  ByteCursor whole(archive, file);
  whole.take(central.offset);
  ByteCursor records(whole.take(central.size), file);
  std::uint64_t entries = 0;
  for (; !records.at_end(); ++entries) {
    if (records.number<std::uint32_t>() != zip::kCentralHeader) {
      throw bad_file(file, "its zip directory is damaged");
    }
    Record record;
    records.take(4);
    record.flags = records.number<std::uint16_t>();
    record.method = records.number<std::uint16_t>();
    records.take(4);
    record.crc = records.number<std::uint32_t>();
    record.packed = records.number<std::uint32_t>();
    record.size = records.number<std::uint32_t>();
    const auto name_size = records.number<std::uint16_t>();
    const auto extra_size = records.number<std::uint16_t>();
    const auto comment_size = records.number<std::uint16_t>();
    records.take(8);
    record.offset = records.number<std::uint32_t>();
    record.name = records.take_text(name_size);
    widen(records.take(extra_size), {&record.size, &record.packed, &record.offset}, file);
    records.take(comment_size);
    visit(record);
  }
  if (entries != central.entries) {
    throw bad_file(file, "its zip directory has a wrong number of entries");
  }
}

}  // namespace

std::vector<std::string_view> zip_names(Bytes archive, const std::filesystem::path& file) {
  std::vector<std::string_view> names;
  read_records(archive, file, [&](const Record& record) { names.push_back(record.name); });
  return names;
}

ZipDirectory read_zip_directory(Bytes archive, const std::filesystem::path& file) {
  ZipDirectory directory;
  read_records(archive, file, [&](const Record& record) {
    if (!is_plausible_name(record.name)) throw bad_file(file, "a file name inside it is not text");
    const auto bad_entry = [&](std::string_view problem) {
      return bad_file(file, fmt::format("'{}' inside it {}", record.name, problem));
    };
    if ((record.flags & 1) != 0) throw bad_entry("is encrypted");
    if (record.method != 0 || record.packed != record.size) {
      throw bad_entry("is compressed; store it instead");
    }
    ByteCursor local(archive, file);
    local.take(record.offset);
    if (local.number<std::uint32_t>() != zip::kLocalHeader) throw bad_entry("has a wrong offset");
    local.take(22);
    const auto name_size = local.number<std::uint16_t>();
    const auto extra_size = local.number<std::uint16_t>();
    if (local.take_text(name_size) != record.name)
      throw bad_entry("has another name in its local header");
    local.take(extra_size);
    if (!directory.emplace(record.name, ZipEntry{local.take(record.size), record.crc}).second) {
      throw bad_entry("is there twice");
    }
  });
  return directory;
}

bool is_intact(const ZipEntry& entry) noexcept {
  return entry.crc == 0 || crc32(entry.bytes) == entry.crc;
}

}  // namespace albert::io
