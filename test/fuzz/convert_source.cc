// A checkpoint's config and directory, with names, dtypes and shapes of any kind:
//
//     CONFIG JSON \0 NAME \t DTYPE DIGIT \t D,D,… \n NAME …
//
// matched against the catalogue, planned into every container, and read whole.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "albert/base/error.h"
#include "albert/convert/conversion.h"
#include "albert/source/model_source.h"
#include "touch.h"

namespace {

using namespace albert;

constexpr std::size_t kMostElements = 1024;
constexpr std::array kDTypes = {DType::f64, DType::f32, DType::f16, DType::bf16, DType::i64,
                                DType::i32, DType::i16, DType::i8,  DType::u8,   DType::boolean};

/// Tensors of zeros. Keeps what every reader promises: distinct names, and sizes that fit.
class ZeroArchive final : public TensorArchive {
 public:
  explicit ZeroArchive(std::string_view lines) {
    std::set<std::string> names;
    while (!lines.empty()) {
      const std::string_view line = lines.substr(0, lines.find('\n'));
      lines.remove_prefix(std::min(lines.size(), line.size() + 1));
      TensorEntry entry = parse(line);
      const auto count = element_count(entry.shape);
      if (entry.name.empty() || !count || *count > kMostElements) continue;
      if (names.insert(entry.name).second) entries_.push_back(std::move(entry));
    }
    metadata_ = {{"albert.weights", "int8 per row, symmetric"}};
  }

  std::span<const TensorEntry> entries() const noexcept override { return entries_; }
  TensorView read(std::size_t index, std::vector<std::byte>&) const override {
    const TensorEntry& entry = entries_[index];
    return {entry.dtype, entry.shape,
            std::span(kZeros).first(*element_count(entry.shape) * size_of(entry.dtype))};
  }
  std::string_view format() const noexcept override { return "zeros"; }
  const std::filesystem::path& path() const noexcept override { return path_; }
  const ArchiveMetadata& metadata() const noexcept override { return metadata_; }

 private:
  static TensorEntry parse(std::string_view line) {
    const std::size_t tab = std::min(line.find('\t'), line.size());
    TensorEntry entry;
    entry.name = line.substr(0, tab);
    line.remove_prefix(tab);
    if (line.size() > 1)
      entry.dtype = kDTypes[static_cast<unsigned char>(line[1]) % kDTypes.size()];
    line.remove_prefix(std::min<std::size_t>(line.size(), 3));
    while (!line.empty()) {
      std::int64_t size = 0;
      std::from_chars(line.data(), line.data() + line.size(), size);
      entry.shape.push_back(size);
      line.remove_prefix(std::min(line.find(','), line.size() - 1) + 1);
    }
    return entry;
  }

  static constexpr std::array<std::byte, kMostElements * 8> kZeros{};
  std::vector<TensorEntry> entries_;
  ArchiveMetadata metadata_;
  std::filesystem::path path_ = "zeros";
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(input.find('\0'), input.size());
  const std::string_view json = input.substr(0, end);
  const auto archive = std::make_shared<ZeroArchive>(input.substr(std::min(end + 1, input.size())));
  try {
    const ModelSource source(archive, json, json.empty() ? "" : "config");
    for (const Container container : {Container::safetensors, Container::torch, Container::tf}) {
      (void)Conversion(source, {.container = container});
    }
    std::vector<std::byte> scratch;
    for (std::size_t i = 0; i < source.tensors()->entries().size(); ++i) {
      albert::fuzz::touch(source.tensors()->read(i, scratch).bytes);
    }
  } catch (const Error&) {  // the only thing it may throw
  }
  return 0;
}
