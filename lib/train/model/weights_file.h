#ifndef ALBERT_TRAIN_MODEL_WEIGHTS_FILE_H_
#define ALBERT_TRAIN_MODEL_WEIGHTS_FILE_H_

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "albert/base/function_ref.h"
#include "albert/config/albert_config.h"
#include "albert/io/tensor_archive.h"
#include "train/model/parameters.h"

namespace albert::train {

/// Random weights for all tensors of the layout, as initial_values() gives them, and zeros between.
void initialize_parameters(const ParameterLayout& layout, const AlbertConfig& config,
                           std::uint64_t seed, std::span<float> parameters);

/// Reads the tensors of the layout that are `wanted` from `archive`, where they are called `prefix`
/// + their canonical names, into a parameter buffer. Returns those that the archive lacks or that
/// are not wanted; their parameters stay as they are. Throws Error{model} naming the tensor that
/// has another shape.
std::vector<TensorSpec> read_parameters(const ParameterLayout& layout, const TensorArchive& archive,
                                        std::string_view prefix, std::span<float> parameters,
                                        FunctionRef<bool(const TensorSpec&)> wanted);
std::vector<TensorSpec> read_parameters(const ParameterLayout& layout, const TensorArchive& archive,
                                        std::string_view prefix, std::span<float> parameters);

/// One buffer of a file of several: its tensors are called `prefix` + their names.
struct ParameterSection {
  std::string prefix;
  std::span<const float> values;
};

/// Writes buffers of the layout as f32 tensors to a safetensors file. Throws Error{io}.
void write_parameters(const std::filesystem::path& file, const ParameterLayout& layout,
                      std::span<const ParameterSection> sections, const ArchiveMetadata& metadata);
/// The weights of a model.
void write_parameters(const std::filesystem::path& file, const ParameterLayout& layout,
                      std::span<const float> parameters);

/// Throws Error{model} naming a tensor that the archive lacks.
[[noreturn]] void refuse_missing(const TensorSpec& tensor, const TensorArchive& archive);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_MODEL_WEIGHTS_FILE_H_
