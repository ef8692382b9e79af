#include "io/zip/layout.h"

#include <algorithm>
#include <utility>

#include "io/zip/format.h"

namespace albert::io {
namespace {

constexpr std::uint64_t kAlignment = 64;
constexpr std::uint16_t kExtraPadding = 0x4246;  // "FB", as PyTorch marks it
constexpr std::size_t kExtraHead = 4;            // id and size of an extra field
constexpr std::uint16_t kNewYear1980 = (1 << 5) | 1;

bool is_wide(std::uint64_t value) noexcept {
  return value >= zip::kIn64;
}

std::uint32_t narrow(std::uint64_t value) noexcept {
  return is_wide(value) ? zip::kIn64 : static_cast<std::uint32_t>(value);
}

// Size of the zip64 field of a local header: two sizes, or nothing.
std::size_t wide_size(std::uint64_t size) noexcept {
  return is_wide(size) ? kExtraHead + 16 : 0;
}

// The common fields of local and central header, starting with the version.
void common(ByteBuilder& out, const std::string& name, std::uint64_t size, std::uint32_t crc,
            std::size_t extra) {
  out.number(zip::kVersion64).number(zip::kUtf8Names).number(std::uint16_t{0});
  out.number(std::uint16_t{0}).number(kNewYear1980);
  out.number(crc).number(narrow(size)).number(narrow(size));
  out.number(static_cast<std::uint16_t>(name.size())).number(static_cast<std::uint16_t>(extra));
}

}  // namespace

std::size_t ZipLayout::add(std::string name, std::uint64_t size) {
  const std::uint64_t unpadded =
      end_ + zip::kLocalHeaderSize + name.size() + wide_size(size) + kExtraHead;
  const std::uint64_t data = (unpadded + kAlignment - 1) / kAlignment * kAlignment;
  files_.push_back({std::move(name), size, end_, data});
  end_ = data + size;
  return files_.size() - 1;
}

ByteBuilder ZipLayout::header(std::size_t index, std::uint32_t crc) const {
  const File& file = files_[index];
  const std::size_t extra = file.data - file.header - zip::kLocalHeaderSize - file.name.size();
  ByteBuilder out;
  out.number(zip::kLocalHeader);
  common(out, file.name, file.size, crc, extra);
  out.text(file.name);
  if (is_wide(file.size)) {
    out.number(zip::kExtra64).number(std::uint16_t{16}).number(file.size).number(file.size);
  }
  const std::size_t padding = extra - wide_size(file.size) - kExtraHead;
  out.number(kExtraPadding).number(static_cast<std::uint16_t>(padding)).zeros(padding);
  return out;
}

ByteBuilder ZipLayout::directory(const std::vector<std::uint32_t>& crcs) const {
  ByteBuilder out;
  for (std::size_t i = 0; i < files_.size(); ++i) {
    const File& file = files_[i];
    ByteBuilder wide;
    if (is_wide(file.size)) wide.number(file.size).number(file.size);
    if (is_wide(file.header)) wide.number(file.header);
    const std::size_t extra = wide.size() == 0 ? 0 : kExtraHead + wide.size();
    out.number(zip::kCentralHeader).number(zip::kVersion64);
    common(out, file.name, file.size, crcs[i], extra);
    out.zeros(10).number(narrow(file.header)).text(file.name);
    if (extra > 0) {
      out.number(zip::kExtra64).number(static_cast<std::uint16_t>(wide.size()));
      out.text(wide.string());
    }
  }

  const std::uint64_t count = files_.size();
  const std::uint64_t size = out.size();
  if (count >= zip::kCountIn64 || is_wide(end_)) {
    out.number(zip::kEnd64).number(std::uint64_t{zip::kEnd64Size - 12});
    out.number(zip::kVersion64).number(zip::kVersion64).zeros(8);
    out.number(count).number(count).number(size).number(end_);
    out.number(zip::kEnd64Locator).zeros(4).number(end_ + size).number(std::uint32_t{1});
  }
  const auto narrow_count =
      static_cast<std::uint16_t>(std::min<std::uint64_t>(count, zip::kCountIn64));
  out.number(zip::kEnd).zeros(4).number(narrow_count).number(narrow_count);
  out.number(narrow(size)).number(narrow(end_)).zeros(2);
  return out;
}

}  // namespace albert::io
