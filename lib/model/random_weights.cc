#include "albert/model/random_weights.h"

#include <algorithm>
#include <vector>

#include "albert/base/error.h"
#include "albert/io/safetensors.h"

namespace albert {
namespace {

constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15;  // 2^64 / golden ratio

// The output function of SplitMix64 (Steele, Lea and Flood 2014).
constexpr std::uint64_t mix(std::uint64_t z) noexcept {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

// FNV-1a.
std::uint64_t hash(std::string_view text) noexcept {
  std::uint64_t value = 0xcbf29ce484222325;
  for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return value;
}

class Uniform {
 public:
  explicit Uniform(std::uint64_t state) noexcept : state_(state) {}
  /// In [0, 1), a multiple of 2^-53.
  double operator()() noexcept {
    return static_cast<double>(mix(state_ += kGolden) >> 11) * 0x1p-53;
  }

 private:
  std::uint64_t state_;
};

// True with probability exp(-y), 0 <= y <= 1: a falling run y > u1 > u2 > … ends at an odd place
// with probability 1 - y + y²/2! - y³/3! + …
bool passes(double y, Uniform& uniform) noexcept {
  for (bool odd = true;; odd = !odd) {
    const double u = uniform();
    if (u >= y) return odd;
    y = u;
  }
}

bool is_norm_weight(TensorRole role) noexcept {
  return role == TensorRole::embedding_norm_weight || role == TensorRole::attention_norm_weight ||
         role == TensorRole::ffn_norm_weight || role == TensorRole::mlm_norm_weight;
}

}  // namespace

TruncatedNormal::TruncatedNormal(std::uint64_t seed, std::string_view stream) noexcept
    : key_(mix(mix(seed + kGolden) ^ hash(stream))) {}

double TruncatedNormal::operator()(std::uint64_t index) const noexcept {
  Uniform uniform(mix(key_ + index * kGolden));
  while (true) {
    const double x = 4 * uniform() - 2;  // exact
    const double y = x * x / 4;          // exp(-x²/2) is exp(-y) twice
    if (passes(y, uniform) && passes(y, uniform)) return x;
  }
}

void initial_values(const TensorSpec& spec, const AlbertConfig& config, std::uint64_t seed,
                    std::size_t first, std::span<float> out) noexcept {
  if (spec.shape.size() == 1) {
    std::fill(out.begin(), out.end(), is_norm_weight(spec.role) ? 1.0F : 0.0F);
    return;
  }
  const TruncatedNormal normal(seed, spec.name);
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = static_cast<float>(config.initializer_range * normal(first + i));
  }
}

namespace {

class RandomArchive : public TensorArchive {
 public:
  RandomArchive(const AlbertConfig& config, std::uint64_t seed)
      : config_(config), seed_(seed), catalogue_(config) {
    for (const TensorSpec& spec : catalogue_.tensors()) {
      entries_.push_back({spec.name, DType::f32, spec.shape});
    }
  }

  std::span<const TensorEntry> entries() const noexcept override { return entries_; }
  std::string_view format() const noexcept override { return "random"; }
  const std::filesystem::path& path() const noexcept override { return path_; }

  TensorView read(std::size_t index, std::vector<std::byte>& scratch) const override {
    const TensorSpec& spec = catalogue_.tensors()[index];
    std::vector<float> values(element_count(spec.shape).value());
    initial_values(spec, config_, seed_, 0, values);
    scratch.resize(values.size() * sizeof(float));
    copy_from_f32(values, DType::f32, scratch);
    return {DType::f32, spec.shape, scratch};
  }

 private:
  AlbertConfig config_;
  std::uint64_t seed_;
  TensorCatalogue catalogue_;
  std::vector<TensorEntry> entries_;
  std::filesystem::path path_ = "random weights";
};

}  // namespace

std::unique_ptr<TensorArchive> random_archive(const AlbertConfig& config, std::uint64_t seed) {
  return std::make_unique<RandomArchive>(config, seed);
}

void write_random_weights(const AlbertConfig& config, std::uint64_t seed, DType dtype,
                          const std::filesystem::path& file, const ModelParts& parts) {
  if (dtype != DType::f32 && dtype != DType::f16 && dtype != DType::bf16) {
    throw Error(ErrorCode::usage, "random weights are written as f32, f16 or bf16, not " +
                                      std::string(to_string(dtype)));
  }
  const TensorCatalogue catalogue(config, parts);
  std::vector<TensorEntry> entries;
  for (const TensorSpec& spec : catalogue.tensors()) {
    entries.push_back({spec.name, dtype, spec.shape});
  }
  const auto writer = create_safetensors(file, std::move(entries));
  constexpr std::size_t kChunk = std::size_t{1} << 16;
  std::vector<float> values;
  std::vector<std::byte> bytes;
  for (std::size_t index = 0; index < catalogue.size(); ++index) {
    const TensorSpec& spec = catalogue.tensors()[index];
    const std::size_t size = element_count(spec.shape).value();
    for (std::size_t first = 0; first < size; first += kChunk) {
      values.resize(std::min(kChunk, size - first));
      bytes.resize(values.size() * size_of(dtype));
      initial_values(spec, config, seed, first, values);
      copy_from_f32(values, dtype, bytes);
      writer->write(index, bytes);
    }
  }
  writer->finish();
}

}  // namespace albert
