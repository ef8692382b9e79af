#ifndef ALBERT_CONFIG_TENSOR_CATALOGUE_H_
#define ALBERT_CONFIG_TENSOR_CATALOGUE_H_

#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "albert/base/tensor.h"
#include "albert/config/albert_config.h"

namespace albert {

/// The part of the model a tensor belongs to. A LayerNorm belongs to the block it ends.
enum class Component {
  embeddings,
  embedding_projection,
  attention,
  ffn,
  pooler,
  mlm_head,
  sop_head,
  classifier,  ///< of a model fine-tuned for sequence or token classification, or multiple choice
  qa_outputs,  ///< of a model fine-tuned for question answering
};
constexpr auto named_values(Component) {
  return std::to_array<NamedValue<Component>>(
      {{Component::embeddings, "embeddings"},
       {Component::embedding_projection, "embedding_projection"},
       {Component::attention, "attention"},
       {Component::ffn, "ffn"},
       {Component::pooler, "pooler"},
       {Component::mlm_head, "mlm_head"},
       {Component::sop_head, "sop_head"},
       {Component::classifier, "classifier"},
       {Component::qa_outputs, "qa_outputs"}});
}

inline constexpr std::size_t kComponentCount = named_values(Component{}).size();

/// True for the heads of a fine-tuned model, false for what pretraining trains.
constexpr bool is_fine_tuned(Component component) noexcept {
  return component == Component::classifier || component == Component::qa_outputs;
}

/// What a tensor is, independent of its name and of the block it is in.
enum class TensorRole {
  word_embeddings,        ///< [V, E]; also the MLM decoder (tied)
  position_embeddings,    ///< [P, E]
  token_type_embeddings,  ///< [T, E]
  embedding_norm_weight,  ///< [E]
  embedding_norm_bias,    ///< [E]
  projection_weight,      ///< [H, E]
  projection_bias,        ///< [H]
  query_weight,           ///< [H, H], as all weights below: [out, in]
  query_bias,
  key_weight,
  key_bias,
  value_weight,
  value_bias,
  attention_output_weight,
  attention_output_bias,
  attention_norm_weight,  ///< [H]
  attention_norm_bias,
  ffn_weight,  ///< [I, H]
  ffn_bias,
  ffn_output_weight,  ///< [H, I]
  ffn_output_bias,
  ffn_norm_weight,  ///< [H]
  ffn_norm_bias,
  pooler_weight,  ///< [H, H]
  pooler_bias,
  mlm_dense_weight,  ///< [E, H]
  mlm_dense_bias,
  mlm_norm_weight,  ///< [E]
  mlm_norm_bias,
  mlm_bias,           ///< [V]
  sop_weight,         ///< [2, H]
  sop_bias,           ///< [2]
  classifier_weight,  ///< [config.num_labels, H]
  classifier_bias,
  qa_weight,  ///< [2, H]: start, end
  qa_bias,
};
inline constexpr std::size_t kTensorRoleCount = static_cast<std::size_t>(TensorRole::qa_bias) + 1;

struct TensorSpec {
  std::string name;  ///< Hugging Face's name, e.g. "albert.pooler.weight"
  Shape shape;
  TensorRole role;
  Component component;
  int block = 0;             ///< unique attention or FFN block (SharingSchedule), else 0
  bool weight_decay = true;  ///< false for biases and LayerNorms
};

/// The components that not every model has: bare encoders have no heads; BERT and Google's E = H
/// models have no projection (and without one, E must equal H).
class ModelParts {
 public:
  constexpr ModelParts() = default;
  constexpr ModelParts(std::initializer_list<Component> parts) {
    for (const Component part : parts) set(part);
  }

  constexpr bool has(Component part) const noexcept { return (bits_ & bit(part)) != 0; }
  constexpr void set(Component part, bool present = true) noexcept {
    bits_ = present ? bits_ | bit(part) : bits_ & ~bit(part);
  }
  constexpr ModelParts operator&(const ModelParts& other) const noexcept {
    ModelParts both;
    both.bits_ = bits_ & other.bits_;
    return both;
  }
  constexpr bool operator==(const ModelParts&) const = default;

 private:
  static constexpr unsigned bit(Component part) noexcept {
    return 1U << static_cast<unsigned>(part);
  }
  unsigned bits_ = 0;
};

inline constexpr ModelParts kEncoderParts = {Component::embedding_projection};
/// What pretraining trains.
inline constexpr ModelParts kPretrainingParts = {Component::embedding_projection, Component::pooler,
                                                 Component::mlm_head, Component::sop_head};
inline constexpr ModelParts kAllParts = {
    Component::embedding_projection, Component::pooler,    Component::mlm_head, Component::sop_head,
    Component::classifier,           Component::qa_outputs};

/// Every tensor of a model, in a fixed order: embeddings, projection, attention and FFN block by
/// block, pooler, heads. Loading, counting, converting, saving and training all iterate this list;
/// there is no second description of the model's tensors anywhere.
class TensorCatalogue {
 public:
  /// Validates the config: throws Error{model} as validate() does.
  explicit TensorCatalogue(const AlbertConfig& config, const ModelParts& parts = kPretrainingParts);

  std::span<const TensorSpec> tensors() const noexcept { return tensors_; }
  std::size_t size() const noexcept { return tensors_.size(); }

  /// Index in tensors() of a canonical name; nullptr-like npos when there is none.
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);
  std::size_t find(std::string_view name) const;

  /// Index in tensors() by role and block; npos when this model lacks it.
  std::size_t find(TensorRole role, int block = 0) const noexcept;

 private:
  std::vector<TensorSpec> tensors_;
  std::unordered_map<std::string, std::size_t> by_name_;
  std::array<std::vector<std::size_t>, kTensorRoleCount> by_role_;  // [role][block]
};

/// The canonical name for a tensor name found in a Hugging Face style file: adds the `albert.`
/// prefix that bare encoders lack, and turns LayerNorm `gamma`/`beta` into `weight`/`bias`.
/// Names it does not know come back unchanged, those of tied duplicates (`predictions.decoder.*`)
/// and of `position_ids` too.
std::string canonical_name(std::string_view name);

}  // namespace albert

#endif  // ALBERT_CONFIG_TENSOR_CATALOGUE_H_
