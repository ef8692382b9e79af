#include "io/safetensors/header.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "albert/io/file_kind.h"
#include "io/archive_checks.h"
#include "io/little_endian.h"
#include "io/strict_json.h"

namespace albert::io {
namespace {

using nlohmann::json;

constexpr std::array<std::pair<std::string_view, DType>, 10> kDTypes = {{{"F64", DType::f64},
                                                                         {"F32", DType::f32},
                                                                         {"F16", DType::f16},
                                                                         {"BF16", DType::bf16},
                                                                         {"I64", DType::i64},
                                                                         {"I32", DType::i32},
                                                                         {"I16", DType::i16},
                                                                         {"I8", DType::i8},
                                                                         {"U8", DType::u8},
                                                                         {"BOOL", DType::boolean}}};

struct Located {
  TensorEntry entry;
  std::uint64_t begin = 0;  // within the data that follows the header
  std::uint64_t end = 0;
};

class HeaderReader {
 public:
  explicit HeaderReader(const std::filesystem::path& file) : file_(file) {}

  Located tensor(const std::string& name, const json& fields) const {
    Located tensor;
    tensor.entry.name = name;
    if (!fields.is_object()) throw bad_tensor(file_, name, "is not described by a JSON object");
    for (const auto& [key, value] : fields.items()) {
      if (key == "dtype") {
        tensor.entry.dtype = dtype(name, value);
      } else if (key == "shape") {
        for (const std::uint64_t extent : numbers(name, key, value)) {
          tensor.entry.shape.push_back(static_cast<std::int64_t>(extent));
        }
      } else if (key == "data_offsets") {
        const auto offsets = numbers(name, key, value);
        if (offsets.size() != 2) throw bad_tensor(file_, name, "data_offsets are not a pair");
        tensor.begin = offsets[0];
        tensor.end = offsets[1];
      } else {
        throw bad_tensor(file_, name, fmt::format("has an unknown field '{}'", printable(key)));
      }
    }
    if (fields.size() != 3) {
      throw bad_tensor(file_, name, "lacks one of dtype, shape and data_offsets");
    }
    return tensor;
  }

  ArchiveMetadata metadata(const json& fields) const {
    ArchiveMetadata metadata;
    if (fields.is_null()) return metadata;  // like the reference library
    if (!fields.is_object()) throw bad_file(file_, "__metadata__ is not a JSON object");
    for (const auto& [key, value] : fields.items()) {
      if (!value.is_string()) {
        throw bad_file(file_, fmt::format("__metadata__ '{}' is not a string", printable(key)));
      }
      metadata.emplace(key, value.get<std::string>());
    }
    return metadata;
  }

 private:
  static std::string printable(const std::string& text) {
    return is_plausible_name(text) ? text : "?";
  }

  DType dtype(const std::string& name, const json& value) const {
    if (!value.is_string()) throw bad_tensor(file_, name, "dtype is not a string");
    const auto& text = value.get_ref<const std::string&>();
    for (const auto& [known, dtype] : kDTypes) {
      if (text == known) return dtype;
    }
    throw bad_tensor(file_, name, fmt::format("unsupported dtype '{}'", printable(text)));
  }

  std::vector<std::uint64_t> numbers(const std::string& name, const std::string& key,
                                     const json& values) const {
    constexpr auto kLimit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    std::vector<std::uint64_t> result;
    const bool is_list = values.is_array();
    for (const json& value : values) {
      if (!is_list || !value.is_number_unsigned() || value.get<std::uint64_t>() > kLimit) {
        throw bad_tensor(file_, name, key + " is not a list of whole numbers");
      }
      result.push_back(value.get<std::uint64_t>());
    }
    if (!is_list) throw bad_tensor(file_, name, key + " is not a list of whole numbers");
    return result;
  }

  const std::filesystem::path& file_;
};

}  // namespace

SafetensorsHeader parse_safetensors(std::span<const std::byte> bytes,
                                    const std::filesystem::path& file) {
  constexpr std::size_t kPrefix = sizeof(std::uint64_t);
  if (const FileKind kind = recognize(bytes); kind != FileKind::safetensors) {
    throw wrong_kind(file, kind, "a safetensors file");
  }
  const auto length = load_le<std::uint64_t>(bytes.data());
  if (length > bytes.size() - kPrefix) {
    throw bad_file(file, fmt::format("is truncated: its header should have {} bytes but {} follow",
                                     length, bytes.size() - kPrefix));
  }
  if (length > kLargestSafetensorsHeader) {
    throw bad_file(file, fmt::format("its header of {} bytes is larger than the {} we accept",
                                     length, kLargestSafetensorsHeader));
  }
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()) + kPrefix, length);
  const json header = parse_strict_json(text, file, 3);

  SafetensorsHeader result;
  const HeaderReader reader(file);
  std::vector<Located> tensors;
  for (const auto& [name, fields] : header.items()) {
    if (name == kSafetensorsMetadata) {
      result.metadata = reader.metadata(fields);
    } else if (!is_plausible_name(name)) {
      throw bad_file(file, "a tensor's name is empty, too long or not printable text");
    } else {
      tensors.push_back(reader.tensor(name, fields));
    }
  }
  std::sort(tensors.begin(), tensors.end(), [](const Located& a, const Located& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });

  // The tensors must cover the data exactly: every byte belongs to one of them.
  const std::span<const std::byte> data = bytes.subspan(kPrefix + length);
  std::uint64_t covered = 0;
  for (Located& tensor : tensors) {
    const std::string& name = tensor.entry.name;
    if (tensor.begin > tensor.end || tensor.end > data.size()) {
      throw bad_tensor(file, name,
                       fmt::format("data_offsets [{}, {}] lie outside the {} bytes of data",
                                   tensor.begin, tensor.end, data.size()));
    }
    if (tensor.begin != covered) {
      throw bad_tensor(file, name,
                       tensor.begin < covered ? "shares its bytes with another tensor"
                                              : "follows bytes that belong to no tensor");
    }
    covered = tensor.end;
    const std::size_t expected = checked_byte_count(file, tensor.entry);
    if (tensor.end - tensor.begin != expected) {
      throw bad_tensor(
          file, name,
          fmt::format("has {} bytes but {} {} needs {}", tensor.end - tensor.begin,
                      to_string(tensor.entry.dtype), to_string(tensor.entry.shape), expected));
    }
    result.views.push_back(data.subspan(tensor.begin, expected));
    result.entries.push_back(std::move(tensor.entry));
  }
  if (covered != data.size()) {
    throw bad_file(file,
                   fmt::format("{} bytes at its end belong to no tensor", data.size() - covered));
  }
  return result;
}

std::string_view safetensors_name(DType dtype) noexcept {
  const auto known = std::find_if(kDTypes.begin(), kDTypes.end(),
                                  [&](const auto& pair) { return pair.second == dtype; });
  return known->first;
}

}  // namespace albert::io
