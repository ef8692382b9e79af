#ifndef ALBERT_TRAIN_RUN_CHECKPOINT_H_
#define ALBERT_TRAIN_RUN_CHECKPOINT_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "albert/config/albert_config.h"
#include "albert/io/tensor_archive.h"
#include "albert/train/run/stored_settings.h"
#include "train/model/parameters.h"
#include "train/optimizer/optimizer.h"

namespace albert::train {

/// One buffer of a checkpoint: its tensors are stored as `prefix` + their names.
struct CheckpointBuffer {
  std::string prefix;
  std::span<float> values;
};

/// The weights and the state of the optimizer.
std::vector<CheckpointBuffer> training_buffers(std::span<float> parameters,
                                               const Optimizer& optimizer);

/// Writes buffers of a layout and `metadata` to checkpoint.safetensors, atomically and synced to
/// disk. Throws Error{io}; the previous checkpoint is then unchanged.
void write_checkpoint(const std::filesystem::path& file, const ParameterLayout& layout,
                      std::span<const CheckpointBuffer> buffers, const ArchiveMetadata& metadata);

/// A configuration as a line of a recipe: JSON without line breaks.
std::string one_line(const AlbertConfig& config);

/// A checkpoint opened for reading.
class Checkpoint {
 public:
  /// Throws Error{io}, and Error{model} for a damaged file and one whose metadata have another
  /// "format".
  Checkpoint(const std::filesystem::path& file, std::string_view format);

  /// A member of the metadata; empty when it is missing.
  std::string text(std::string_view key) const;
  /// Throws Error{model} when it is missing or not a number.
  std::uint64_t count(std::string_view key) const;
  double number(std::string_view key) const;

  /// Throws Error{usage} naming the first line in which `recipe` ("key=value" lines) and that of
  /// the checkpoint differ.
  void require_recipe(const std::string& recipe) const;

  /// Fills the buffers. Throws Error{model} naming a tensor that is missing or has another shape.
  void read(const ParameterLayout& layout, std::span<const CheckpointBuffer> buffers) const;

 private:
  std::unique_ptr<TensorArchive> archive_;
};

/// Whether a file is a checkpoint with this "format".
bool is_checkpoint(const std::filesystem::path& file, std::string_view format);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_RUN_CHECKPOINT_H_
