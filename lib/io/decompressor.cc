#include "io/decompressor.h"

#include <array>

#include <fmt/format.h>

#include "albert/base/error.h"

namespace albert::io {
namespace {

using namespace std::string_view_literals;

constexpr std::array kFormats = std::to_array<CompressionFormat>({
    {"gzip", "\x1F\x8B\x08"sv, make_gzip_decompressor},
    {"xz",
     "\xFD"
     "7zXZ\0"sv,
     make_xz_decompressor},
    {"Zstandard", "\x28\xB5\x2F\xFD"sv, make_zstd_decompressor},
    {"Zstandard", "\x50\x2A\x4D\x18"sv, make_zstd_decompressor},  // written by pzstd
});

}  // namespace

std::span<const CompressionFormat> compression_formats() noexcept {
  return kFormats;
}

void throw_damaged(std::string_view format, const std::string& name, std::string_view why) {
  throw Error(ErrorCode::io, fmt::format("its {} data cannot be decompressed ({})", format, why),
              name, "copy or download it again");
}

void throw_cut_off(std::string_view format, const std::string& name) {
  throw Error(ErrorCode::io, fmt::format("is truncated: its {} data does not end", format), name,
              "copy or download it again");
}

}  // namespace albert::io
