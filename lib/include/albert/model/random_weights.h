#ifndef ALBERT_MODEL_RANDOM_WEIGHTS_H_
#define ALBERT_MODEL_RANDOM_WEIGHTS_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

#include "albert/base/tensor.h"
#include "albert/config/albert_config.h"
#include "albert/config/tensor_catalogue.h"
#include "albert/io/tensor_archive.h"

namespace albert {

/// The standard normal distribution truncated to ±2 (standard deviation 0.88), from which ALBERT's
/// matrices are initialized. Number i of a stream depends only on seed, stream name and i, so any
/// range can be computed separately, in any order, by any number of threads.
///
/// Bit-identical on every machine: bits come from SplitMix64's mixing function, and numbers from
/// them by von Neumann's comparison method (x uniform in ±2, accepted with probability exp(-x²/2)),
/// which needs no transcendental function.
class TruncatedNormal {
 public:
  TruncatedNormal(std::uint64_t seed, std::string_view stream) noexcept;
  double operator()(std::uint64_t index) const noexcept;

 private:
  std::uint64_t key_;
};

/// Elements first, first + 1, … of an untrained tensor, as in Google's code: matrices are truncated
/// normal times config.initializer_range, LayerNorm weights 1, all biases 0. A tensor depends on
/// the seed and its name, not on the other tensors.
void initial_values(const TensorSpec& spec, const AlbertConfig& config, std::uint64_t seed,
                    std::size_t first, std::span<float> out) noexcept;

/// Writes a safetensors file of every tensor of an untrained model with these parts. `dtype` is
/// f32, f16 or bf16. Uses little memory for any model size. Throws Error{model} as validate() does,
/// Error{usage} for another dtype, and Error{io}; after an error there is no file.
void write_random_weights(const AlbertConfig& config, std::uint64_t seed, DType dtype,
                          const std::filesystem::path& file,
                          const ModelParts& parts = kPretrainingParts);

/// The same model as an archive that generates each tensor when it is read.
/// Throws Error{model} as validate() does.
std::unique_ptr<TensorArchive> random_archive(const AlbertConfig& config, std::uint64_t seed);

}  // namespace albert

#endif  // ALBERT_MODEL_RANDOM_WEIGHTS_H_
