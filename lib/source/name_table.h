#ifndef ALBERT_SOURCE_NAME_TABLE_H_
#define ALBERT_SOURCE_NAME_TABLE_H_

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "albert/config/tensor_catalogue.h"

namespace albert::source {

/// Naming schemes of TensorFlow checkpoints.
enum class TfDialect {
  google,      ///< google-research/albert: bert/encoder/transformer/group_G/inner_group_I/…
  brightmart,  ///< albert_zh: bert/encoder/layer_shared/…, one layer for all
};

/// The names of one role of the catalogue in TensorFlow checkpoints. Names that begin with "@" are
/// inside an encoder block.
struct TfName {
  TensorRole role;
  bool transposed;  ///< stored [in, out], the transpose of the catalogue's shape
  std::array<std::string_view, 2> names;  ///< [TfDialect]
};

/// One row per role, in the order of TensorRole, for reading and writing.
std::span<const TfName, kTensorRoleCount> tf_names() noexcept;

/// The full name of a role's tensor in one block (of a group of `blocks_per_group`).
std::string tf_name(TensorRole role, TfDialect dialect, int block, int blocks_per_group);

/// The second factor of brightmart's word embeddings, [E, H]; not in the catalogue.
inline constexpr std::string_view kBrightmartFactor = "bert/embeddings/word_embeddings_2";

/// A copy of that factor in the MLM head of lonePatient's PyTorch form, transposed as [E, H].
inline constexpr std::string_view kProjectLayer = "cls.predictions.project_layer.weight";

/// True for Hugging Face names of fine-tuned heads (`classifier.*`, `qa_outputs.*`), which travel
/// with a model even if they are not the catalogue's tensors.
bool is_carried(std::string_view canonical) noexcept;

/// The kind of a fine-tuned head of Google's that has no class in transformers, or empty.
std::string_view foreign_head(std::string_view name) noexcept;

/// The kind of a variable that is not a weight ("optimizer slot", "step counter", …), or empty.
std::string_view reason_to_skip(std::string_view name) noexcept;

}  // namespace albert::source

#endif  // ALBERT_SOURCE_NAME_TABLE_H_
