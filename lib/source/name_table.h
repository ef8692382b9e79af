#ifndef ALBERT_SOURCE_NAME_TABLE_H_
#define ALBERT_SOURCE_NAME_TABLE_H_

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "albert/config/tensor_catalogue.h"

namespace albert::source {

/// Ways in which TensorFlow checkpoints name an ALBERT's tensors.
enum class TfDialect {
  google,      ///< google-research/albert: bert/encoder/transformer/group_G/inner_group_I/…
  brightmart,  ///< albert_zh: bert/encoder/layer_shared/…, one layer for all
};

/// What TensorFlow checkpoints call one role of the catalogue. Names that begin with "@" lie inside
/// an encoder block.
struct TfName {
  TensorRole role;
  bool transposed;  ///< stored [in, out], the transpose of the catalogue's shape
  std::array<std::string_view, 2> names;  ///< [TfDialect]
};

/// One row per role, in the order of TensorRole. Reading and writing use the same table.
std::span<const TfName, kTensorRoleCount> tf_names() noexcept;

/// The full name of a role's tensor in one block (of a group of `blocks_per_group`).
std::string tf_name(TensorRole role, TfDialect dialect, int block, int blocks_per_group);

/// The second factor of brightmart's word embeddings, [E, H]; no tensor of the catalogue.
inline constexpr std::string_view kBrightmartFactor = "bert/embeddings/word_embeddings_2";

/// Repeats that factor in lonePatient's PyTorch form, transposed as [E, H], in the MLM head.
inline constexpr std::string_view kProjectLayer = "cls.predictions.project_layer.weight";

/// A fine-tuned head that travels with a model but is none of the catalogue's tensors.
struct HeadName {
  std::string_view hugging_face;
  std::string_view google;
};
std::span<const HeadName> head_names() noexcept;

/// True for Hugging Face names of fine-tuned heads (`classifier.*`, `qa_outputs.*`).
bool is_carried(std::string_view canonical) noexcept;

/// What a fine-tuned head of Google's is for which transformers has no class, or empty.
std::string_view foreign_head(std::string_view name) noexcept;

/// Why a variable of a TensorFlow checkpoint is no weight ("optimizer slot", "step counter", …),
/// or empty.
std::string_view reason_to_skip(std::string_view name) noexcept;

}  // namespace albert::source

#endif  // ALBERT_SOURCE_NAME_TABLE_H_
