#include "source/name_table.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace albert::source {
namespace {

using enum TensorRole;

constexpr std::array<std::string_view, 2> both(std::string_view name) {
  return {name, name};
}

constexpr std::array<TfName, kTensorRoleCount> kNames = {{
    {word_embeddings, false, both("bert/embeddings/word_embeddings")},
    {position_embeddings, false, both("bert/embeddings/position_embeddings")},
    {token_type_embeddings, false, both("bert/embeddings/token_type_embeddings")},
    {embedding_norm_weight, false, both("bert/embeddings/LayerNorm/gamma")},
    {embedding_norm_bias, false, both("bert/embeddings/LayerNorm/beta")},
    {projection_weight, true, both("bert/encoder/embedding_hidden_mapping_in/kernel")},
    {projection_bias, false, both("bert/encoder/embedding_hidden_mapping_in/bias")},
    {query_weight, true, {"@attention_1/self/query/kernel", "@attention/self/query/kernel"}},
    {query_bias, false, {"@attention_1/self/query/bias", "@attention/self/query/bias"}},
    {key_weight, true, {"@attention_1/self/key/kernel", "@attention/self/key/kernel"}},
    {key_bias, false, {"@attention_1/self/key/bias", "@attention/self/key/bias"}},
    {value_weight, true, {"@attention_1/self/value/kernel", "@attention/self/value/kernel"}},
    {value_bias, false, {"@attention_1/self/value/bias", "@attention/self/value/bias"}},
    {attention_output_weight,
     true,
     {"@attention_1/output/dense/kernel", "@attention/output/dense/kernel"}},
    {attention_output_bias,
     false,
     {"@attention_1/output/dense/bias", "@attention/output/dense/bias"}},
    {attention_norm_weight, false, {"@LayerNorm/gamma", "@attention/output/LayerNorm/gamma"}},
    {attention_norm_bias, false, {"@LayerNorm/beta", "@attention/output/LayerNorm/beta"}},
    {ffn_weight, true, {"@ffn_1/intermediate/dense/kernel", "@intermediate/dense/kernel"}},
    {ffn_bias, false, {"@ffn_1/intermediate/dense/bias", "@intermediate/dense/bias"}},
    {ffn_output_weight, true, {"@ffn_1/intermediate/output/dense/kernel", "@output/dense/kernel"}},
    {ffn_output_bias, false, {"@ffn_1/intermediate/output/dense/bias", "@output/dense/bias"}},
    {ffn_norm_weight, false, {"@LayerNorm_1/gamma", "@output/LayerNorm/gamma"}},
    {ffn_norm_bias, false, {"@LayerNorm_1/beta", "@output/LayerNorm/beta"}},
    {pooler_weight, true, both("bert/pooler/dense/kernel")},
    {pooler_bias, false, both("bert/pooler/dense/bias")},
    {mlm_dense_weight, true, both("cls/predictions/transform/dense/kernel")},
    {mlm_dense_bias, false, both("cls/predictions/transform/dense/bias")},
    {mlm_norm_weight, false, both("cls/predictions/transform/LayerNorm/gamma")},
    {mlm_norm_bias, false, both("cls/predictions/transform/LayerNorm/beta")},
    {mlm_bias, false, both("cls/predictions/output_bias")},
    {sop_weight, false, both("cls/seq_relationship/output_weights")},
    {sop_bias, false, both("cls/seq_relationship/output_bias")},
    {classifier_weight, false, both("output_weights")},
    {classifier_bias, false, both("output_bias")},
    {qa_weight, false, both("cls/squad/output_weights")},
    {qa_bias, false, both("cls/squad/output_bias")},
}};

constexpr bool is_in_order_of_roles(const std::array<TfName, kTensorRoleCount>& table) {
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (static_cast<std::size_t>(table[i].role) != i) return false;
  }
  return true;
}
static_assert(is_in_order_of_roles(kNames));

// The expansion of "@". "{g}" is the group, "{i}" the block within it.
constexpr std::array<std::string_view, 2> kBlockPrefix = {
    "bert/encoder/transformer/group_{g}/inner_group_{i}/", "bert/encoder/layer_shared/"};

// The last component of a variable's name, and the kind of such variables.
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kNoWeights = {{
    {"adam_m", "optimizer slot"},
    {"adam_v", "optimizer slot"},
    {"lamb_m", "optimizer slot"},
    {"lamb_v", "optimizer slot"},
    {"Adam", "optimizer slot"},
    {"Adam_1", "optimizer slot"},
    {"Momentum", "optimizer slot"},
    {"beta1_power", "optimizer state"},
    {"beta2_power", "optimizer state"},
    {"global_step", "step counter"},
    {"_CHECKPOINTABLE_OBJECT_GRAPH", "object graph"},
}};

}  // namespace

std::span<const TfName, kTensorRoleCount> tf_names() noexcept {
  return kNames;
}

std::string tf_name(TensorRole role, TfDialect dialect, int block, int blocks_per_group) {
  const auto column = static_cast<std::size_t>(dialect);
  const std::string_view name = kNames[static_cast<std::size_t>(role)].names[column];
  if (!name.starts_with('@')) return std::string(name);
  std::string full(kBlockPrefix[column]);
  const std::array<std::pair<std::string_view, int>, 2> numbers = {
      {{"{g}", block / blocks_per_group}, {"{i}", block % blocks_per_group}}};
  for (const auto& [mark, number] : numbers) {
    const std::size_t at = full.find(mark);
    if (at != std::string::npos) full.replace(at, mark.size(), std::to_string(number));
  }
  return full.append(name.substr(1));
}

bool is_carried(std::string_view canonical) noexcept {
  return canonical.starts_with("classifier.") || canonical.starts_with("qa_outputs.");
}

std::string_view foreign_head(std::string_view name) noexcept {
  constexpr std::array<std::string_view, 3> kSquad2 = {"start_logits/", "end_logits/",
                                                       "answer_class/"};
  const bool squad2 = std::any_of(kSquad2.begin(), kSquad2.end(),
                                  [&](std::string_view scope) { return name.starts_with(scope); });
  return squad2 ? "Google's SQuAD 2 head, which transformers does not have" : std::string_view();
}

std::string_view reason_to_skip(std::string_view name) noexcept {
  const std::string_view last = name.substr(name.rfind('/') + 1);  // npos + 1 is 0
  for (const auto& [what, reason] : kNoWeights) {
    if (last == what) return reason;
  }
  return {};
}

}  // namespace albert::source
