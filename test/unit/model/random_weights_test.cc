#include "albert/model/random_weights.h"

#include <cmath>
#include <memory>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "albert/base/mapped_file.h"
#include "albert/config/presets.h"
#include "albert/io/safetensors.h"
#include "albert/io/tensor_archive.h"
#include "support/temp_dir.h"

namespace {

using albert::AlbertConfig;
using albert::DType;
using albert::TensorCatalogue;
using albert::TensorRole;
using albert::TensorSpec;
using albert::TruncatedNormal;

AlbertConfig small() {
  AlbertConfig config = albert::paper_config(8, 64, 3);
  config.vocab_size = 100;
  config.num_hidden_groups = 3;
  return config;
}

std::vector<float> values_of(const AlbertConfig& config, TensorRole role, std::uint64_t seed) {
  const TensorCatalogue catalogue(config);
  const TensorSpec& spec = catalogue.tensors()[catalogue.find(role)];
  std::vector<float> values(albert::element_count(spec.shape).value());
  albert::initial_values(spec, config, seed, 0, values);
  return values;
}

// Standard normal distribution function, cut at ±2.
double truncated_cdf(double x) {
  const auto phi = [](double t) { return std::erfc(-t / std::sqrt(2.0)) / 2; };
  return (phi(x) - phi(-2)) / (phi(2) - phi(-2));
}

}  // namespace

TEST_CASE("truncated normal numbers have the distribution they promise") {
  const TruncatedNormal normal(1, "a stream");
  constexpr int kDraws = 200'000;
  constexpr int kBins = 16;
  std::vector<double> count(kBins);
  for (int i = 0; i < kDraws; ++i) {
    const double x = normal(static_cast<std::uint64_t>(i));
    REQUIRE(std::abs(x) <= 2);
    count[static_cast<std::size_t>((x + 2) / 4 * kBins)] += 1;
  }
  double chi_squared = 0;
  for (int bin = 0; bin < kBins; ++bin) {
    const double low = -2 + 4.0 * bin / kBins;
    const double expected = kDraws * (truncated_cdf(low + 4.0 / kBins) - truncated_cdf(low));
    chi_squared += std::pow(count[static_cast<std::size_t>(bin)] - expected, 2) / expected;
  }
  CHECK(chi_squared < 37.7);  // 99.9 % of good generators with 15 degrees of freedom
}

// From a second implementation, in Python.
TEST_CASE("the numbers of a seed never change") {
  const TruncatedNormal normal(1, "albert.pooler.weight");
  CHECK(normal(0) == 0x1.4a0ddcd13ea30p-3);
  CHECK(normal(1) == 0x1.8a0bbf4c88e18p-1);
  CHECK(normal(2) == 0x1.2ca9ed6e2889ap+0);
  CHECK(normal(123456789) == 0x1.d14f794ab25d8p-2);
}

TEST_CASE("seeds and streams differ") {
  CHECK(TruncatedNormal(1, "a")(0) != TruncatedNormal(2, "a")(0));
  CHECK(TruncatedNormal(1, "a")(0) != TruncatedNormal(1, "b")(0));
  CHECK(TruncatedNormal(1, "a")(0) != TruncatedNormal(1, "a")(1));
}

TEST_CASE("matrices are random within twice the initializer range, LayerNorms 1, biases 0") {
  AlbertConfig config = small();
  config.initializer_range = 0.5;
  float largest = 0;
  for (const float value : values_of(config, TensorRole::query_weight, 7)) {
    largest = std::max(largest, std::abs(value));
  }
  CHECK(largest <= 1.0F);
  CHECK(largest > 0.9F);
  for (const TensorRole role : {TensorRole::embedding_norm_weight, TensorRole::mlm_norm_weight,
                                TensorRole::attention_norm_weight, TensorRole::ffn_norm_weight}) {
    for (const float value : values_of(config, role, 7)) CHECK(value == 1.0F);
  }
  for (const TensorRole role : {TensorRole::embedding_norm_bias, TensorRole::mlm_bias,
                                TensorRole::query_bias, TensorRole::sop_bias}) {
    for (const float value : values_of(config, role, 7)) CHECK(value == 0.0F);
  }
}

TEST_CASE("any part of a tensor can be made on its own") {
  const AlbertConfig config = small();
  const TensorCatalogue catalogue(config);
  const TensorSpec& spec = catalogue.tensors()[catalogue.find(TensorRole::ffn_weight, 2)];
  std::vector<float> whole(1000);
  albert::initial_values(spec, config, 3, 0, whole);
  std::vector<float> part(10);
  albert::initial_values(spec, config, 3, 777, part);
  CHECK(std::equal(part.begin(), part.end(), whole.begin() + 777));
}

TEST_CASE("the file holds the whole catalogue in the dtype asked for") {
  const albert::test::TempDir dir;
  const AlbertConfig config = small();
  const TensorCatalogue catalogue(config);
  for (const DType dtype : {DType::f32, DType::f16, DType::bf16}) {
    CAPTURE(albert::to_string(dtype));
    const auto file = dir.path() / "model.safetensors";
    albert::write_random_weights(config, 5, dtype, file);
    const auto archive = albert::open_safetensors(file);
    CHECK(archive->entries().size() == catalogue.size());
    const TensorSpec& spec = catalogue.tensors()[catalogue.find(TensorRole::query_weight, 1)];
    const std::size_t index = archive->find(spec.name);
    REQUIRE(index != albert::TensorArchive::npos);
    CHECK(archive->entries()[index].dtype == dtype);
    std::vector<std::byte> scratch;
    std::vector<float> stored(64 * 64);
    albert::copy_to_f32(archive->read(index, scratch), stored);
    std::vector<float> expected(stored.size());
    albert::initial_values(spec, config, 5, 0, expected);
    const double tolerance = dtype == DType::f32 ? 0 : dtype == DType::f16 ? 0x1p-11 : 0x1p-8;
    for (std::size_t i = 0; i < stored.size(); ++i) {
      CHECK(std::abs(stored[i] - expected[i]) <= tolerance * std::abs(expected[i]) + 0x1p-25);
    }
  }
}

TEST_CASE("equal seeds write equal files, other seeds and dtypes do not") {
  const albert::test::TempDir dir;
  const auto bytes = [&](std::uint64_t seed) {
    albert::write_random_weights(small(), seed, DType::f32, dir.path() / "m.safetensors");
    return albert::read_file(dir.path() / "m.safetensors");
  };
  const std::string first = bytes(1);
  CHECK(bytes(1) == first);
  CHECK(bytes(2) != first);
}

TEST_CASE("integers cannot be random weights") {
  const albert::test::TempDir dir;
  CHECK_THROWS_AS(albert::write_random_weights(small(), 1, DType::i8, dir.path() / "m.safetensors"),
                  albert::Error);
  CHECK_FALSE(std::filesystem::exists(dir.path() / "m.safetensors"));
}
