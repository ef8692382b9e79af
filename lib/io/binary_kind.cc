#include "io/binary_kind.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "io/little_endian.h"
#include "io/tensorflow/sstable.h"
#include "io/zip/directory.h"
#include "io/zip/format.h"

namespace albert::io {
namespace {

using enum FileKind;
using namespace std::string_view_literals;
using Bytes = std::span<const std::byte>;

/// Bytes of a kind at a fixed offset.
struct Signature {
  std::size_t offset;
  std::string_view bytes;
  FileKind kind;
};

// The first match counts: UTF-32's mark begins with UTF-16's.
constexpr std::array kSignatures = std::to_array<Signature>({
    {0, "\x89HDF\r\n\x1a\n"sv, hdf5},
    {512, "\x89HDF\r\n\x1a\n"sv, hdf5},
    {0, "\x1f\x8b"sv, gzip},
    {0,
     "\xfd"
     "7zXZ\0"sv,
     xz},
    {0, "\x28\xb5\x2f\xfd"sv, zstd},
    {4, "1AY&SY"sv, bzip2},
    {0, "7z\xbc\xaf\x27\x1c"sv, seven_zip},
    {257, "ustar"sv, tar},
    {0, "GGUF"sv, gguf},
    {0, "\x93NUMPY"sv, npy},
    {0, "ALBEXA01"sv, example_file},
    {0, "ALBTOK01"sv, token_cache},
    {0, "\xff\xfe\0\0"sv, utf32_text},
    {0, "\0\0\xfe\xff"sv, utf32_text},
    {0, "\xff\xfe"sv, utf16_text},
    {0, "\xfe\xff"sv, utf16_text},
});

constexpr std::string_view kZipStart = "PK\x03\x04";
constexpr std::string_view kEmptyZip = "PK\x05\x06";

std::string_view as_text(Bytes bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

FileKind signature_kind(std::string_view content) noexcept {
  for (const Signature& signature : kSignatures) {
    if (content.size() >= signature.offset &&
        content.substr(signature.offset).starts_with(signature.bytes)) {
      return signature.kind;
    }
  }
  return unknown;
}

// The name of the first file of an archive, for truncated archives without directory.
std::vector<std::string_view> first_zip_name(std::string_view content) {
  constexpr std::size_t kNameLength = 26;
  if (content.size() < zip::kLocalHeaderSize) return {};
  const auto bytes = std::as_bytes(std::span(content));
  const std::size_t length = load_le<std::uint16_t>(bytes.subspan(kNameLength).data());
  return {content.substr(zip::kLocalHeaderSize, length)};
}

// torch.save has FOLDER/data.pkl (in older files FOLDER may be "archive"), TorchScript also
// FOLDER/code/ or FOLDER/constants.pkl, or, before 1.1, FOLDER/model.json.
FileKind zip_kind(Bytes bytes) noexcept {
  std::vector<std::string_view> names;
  try {
    names = zip_names(bytes, "zip");
  } catch (const std::exception&) {
    names = first_zip_name(as_text(bytes));
  }
  const auto any = [&](auto accept) { return std::ranges::any_of(names, accept); };
  const auto has_path = [](std::string_view name, std::string_view inner) {
    const std::size_t slash = name.find('/');
    return slash != std::string_view::npos && name.substr(slash + 1).starts_with(inner);
  };
  if (any([&](auto name) {
        return has_path(name, "code/") || has_path(name, "constants.pkl") ||
               has_path(name, "model.json");
      })) {
    return torch_script;
  }
  if (any([&](auto name) { return has_path(name, "data.pkl") || has_path(name, "data/"); })) {
    return torch_zip;
  }
  if (any([](auto name) { return name == "model.weights.h5"; })) return keras_archive;
  const bool arrays = !names.empty() &&
                      std::ranges::all_of(names, [](auto name) { return name.ends_with(".npy"); });
  return arrays ? npz : FileKind::zip;
}

// A pickle begins with its protocol; the first pickle of torch.save's old format is a number.
FileKind pickle_kind(std::string_view content) noexcept {
  constexpr std::size_t kFirstPickle = 32;
  constexpr std::string_view kTorchMagic = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
  if (content.substr(0, kFirstPickle).find(kTorchMagic) != std::string_view::npos) {
    return torch_legacy;
  }
  const bool is_pickle = content.size() > 2 && content[0] == '\x80' && content[1] >= 2 &&
                         content[1] <= 5 && content.ends_with('.');
  return is_pickle ? pickle : unknown;
}

// The length of a JSON header, and its opening bracket. This also recognizes truncated files; the
// first bytes of other kinds give very large lengths.
bool is_safetensors(Bytes bytes) noexcept {
  constexpr std::size_t kPrefix = sizeof(std::uint64_t);
  if (bytes.size() <= kPrefix || bytes[kPrefix] != std::byte{'{'}) return false;
  return load_le<std::uint64_t>(bytes.data()) <=
         std::max<std::uint64_t>(bytes.size(), std::uint64_t{1} << 32);
}

// Flax: a msgpack map whose first key is text and whose value is a map again, or an array (an
// extension of type 1).
bool is_flax(std::string_view content) noexcept {
  const auto byte = [&](std::size_t i) {
    return i < content.size() ? static_cast<unsigned char>(content[i]) : 0u;
  };
  const auto is_map = [&](std::size_t i) {
    return (byte(i) & 0xf0) == 0x80 || byte(i) == 0xde || byte(i) == 0xdf;
  };
  if (!is_map(0) || byte(0) == 0x80) return false;
  const std::size_t key = byte(0) == 0xde ? 3 : byte(0) == 0xdf ? 5 : 1;
  const bool is_long = byte(key) == 0xd9;
  if (!is_long && (byte(key) & 0xe0) != 0xa0) return false;
  const std::size_t length = is_long ? byte(key + 1) : byte(key) & 0x1f;
  const std::size_t begin = key + (is_long ? 2 : 1);
  const std::size_t value = begin + length;
  if (length == 0 || value >= content.size()) return false;
  const bool is_name = std::ranges::all_of(content.substr(begin, length),
                                           [](char c) { return c > 0x20 && c < 0x7f; });
  const bool is_extension = byte(value) >= 0xc7 && byte(value) <= 0xc9;
  return is_name && (is_map(value) || is_extension);
}

// Both formats of checkpoints are sorted tables that begin with a header under the empty key: a
// BundleHeaderProto, whose fields are a number of shards, a byte order and a version, or, in V1, a
// SavedTensorSlices, whose first field is a message.
FileKind table_kind(Bytes bytes) noexcept {
  constexpr char kV1Header = 0x0a;
  FileKind kind = tf_index;
  try {
    read_sstable(bytes, "table", [&](std::string_view key, std::string_view header) {
      if (key.empty() && header.starts_with(kV1Header)) kind = tf_v1_checkpoint;
      return false;
    });
  } catch (const std::exception&) {
    return tf_index;
  }
  return kind;
}

}  // namespace

FileKind binary_kind(Bytes bytes) noexcept {
  const std::string_view content = as_text(bytes);
  if (content.starts_with(kZipStart) || content.starts_with(kEmptyZip)) return zip_kind(bytes);
  if (const FileKind kind = signature_kind(content); kind != unknown) return kind;
  if (is_safetensors(bytes)) return safetensors;
  if (looks_like_sstable(bytes)) return table_kind(bytes);
  if (const FileKind kind = pickle_kind(content); kind != unknown) return kind;
  if (is_flax(content)) return flax_msgpack;
  return protobuf_kind(bytes);
}

}  // namespace albert::io
