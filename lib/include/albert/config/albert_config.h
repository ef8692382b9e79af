#ifndef ALBERT_CONFIG_ALBERT_CONFIG_H_
#define ALBERT_CONFIG_ALBERT_CONFIG_H_

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "albert/base/named_values.h"

namespace albert {

/// Activation of the FFN and of the MLM transform (`hidden_act`).
enum class Activation {
  gelu,      ///< x·Φ(x), with erf; Hugging Face "gelu"
  gelu_new,  ///< the tanh form; Google's "gelu", Hugging Face "gelu_new", "gelu_pytorch_tanh"
  relu,
};
/// Names have the meaning of Hugging Face's code, where gelu_fast and gelu_accurate are other
/// spellings of the tanh form. (quick_gelu and gelu_10 are different functions.)
constexpr auto named_values(Activation) {
  return std::to_array<NamedValue<Activation>>({{Activation::gelu, "gelu"},
                                                {Activation::gelu, "gelu_python"},
                                                {Activation::gelu_new, "gelu_new"},
                                                {Activation::gelu_new, "gelu_pytorch_tanh"},
                                                {Activation::gelu_new, "gelu_python_tanh"},
                                                {Activation::gelu_new, "gelu_fast"},
                                                {Activation::gelu_new, "gelu_accurate"},
                                                {Activation::relu, "relu"}});
}

/// Which sub-blocks of a layer are shared across layers (paper, section 3.1 and table 4).
enum class ParameterSharing {
  groups,     ///< both, within each of num_hidden_groups groups: 1 = all shared, L = none shared
  attention,  ///< attention by all layers; FFN per group (usually num_hidden_groups = L)
  ffn,        ///< FFN by all layers; attention per group
};

constexpr auto named_values(ParameterSharing) {
  return std::to_array<NamedValue<ParameterSharing>>({{ParameterSharing::groups, "groups"},
                                                      {ParameterSharing::attention, "attention"},
                                                      {ParameterSharing::ffn, "ffn"}});
}

/// All numbers that define an ALBERT. Field names and defaults are those of Hugging Face's
/// AlbertConfig (whose defaults are albert-xxlarge). `parameter_sharing` is an extension: neither
/// reference has a field for attention-only or FFN-only sharing.
struct AlbertConfig {
  std::int64_t vocab_size = 30000;
  std::int64_t embedding_size = 128;
  std::int64_t hidden_size = 4096;
  std::int64_t num_hidden_layers = 12;
  std::int64_t num_hidden_groups = 1;
  std::int64_t num_attention_heads = 64;
  std::int64_t intermediate_size = 16384;
  std::int64_t inner_group_num = 1;
  std::int64_t max_position_embeddings = 512;
  std::int64_t type_vocab_size = 2;
  Activation hidden_act = Activation::gelu_new;
  double layer_norm_eps = 1e-12;
  double initializer_range = 0.02;
  double hidden_dropout_prob = 0;
  double attention_probs_dropout_prob = 0;
  double classifier_dropout_prob = 0.1;
  std::int64_t pad_token_id = 0;
  std::int64_t bos_token_id = 2;
  std::int64_t eos_token_id = 3;
  /// Outputs of a fine-tuned classifier; config.json may give it as the length of id2label.
  std::int64_t num_labels = 2;
  ParameterSharing parameter_sharing = ParameterSharing::groups;

  std::int64_t head_size() const noexcept { return hidden_size / num_attention_heads; }

  bool operator==(const AlbertConfig&) const = default;
};

/// Parses a `config.json`. Unknown fields are ignored; a field of the wrong type, an unknown
/// activation or an invalid combination throws Error{model} naming the field; so does text that is
/// not one JSON object with distinct keys. `where` (a file name) prefixes messages. Missing fields
/// (for token ids and dropout also null) have the defaults above, as in Hugging Face. A model_type
/// other than "albert" is refused, and so are values that change the arithmetic, of
/// position_embedding_type, ln_type, share_type, use_bias, pruned_heads and similar fields.
/// docs/configuration.md lists every field.
AlbertConfig parse_config(std::string_view json, std::string_view where);

/// parse_config of a file's content. Throws Error{model} when the file is missing, and Error{io}
/// when it cannot be read.
AlbertConfig load_config(const std::filesystem::path& file);

/// A `config.json` that parse_config parses to an equal config, and Hugging Face transformers to
/// the same model (except for ParameterSharing::attention and ffn, which it does not support). Ends
/// with a newline; keys are sorted.
std::string to_json(const AlbertConfig& config);

/// Limits that keep every count below 2^60, so that nothing computed from a valid config overflows
/// 64 bits: elements of one tensor, and num_hidden_layers · inner_group_num.
inline constexpr std::int64_t kMaxTensorElements = std::int64_t{1} << 40;
inline constexpr std::int64_t kMaxBlocks = std::int64_t{1} << 16;

/// Throws Error{model} naming the first invalid field: sizes below 1, hidden_size not a multiple of
/// num_attention_heads, more groups than layers, eps or dropout out of range, a pad token outside
/// the vocabulary, sizes beyond the limits above, or a grouping for which Hugging Face's
/// floating-point formula differs from floor(layer·groups/layers).
void validate(const AlbertConfig& config, std::string_view where = "config");

}  // namespace albert

#endif  // ALBERT_CONFIG_ALBERT_CONFIG_H_
