#include "albert/config/tensor_catalogue.h"

#include <algorithm>

#include "albert/base/error.h"
#include "albert/config/sharing_schedule.h"

namespace albert {
namespace {

using Role = TensorRole;

// Appends tensors of one component and block, under one name prefix.
class Section {
 public:
  Section(std::vector<TensorSpec>& out, Component component, std::string prefix, int block = 0)
      : out_(out), component_(component), prefix_(std::move(prefix)), block_(block) {}

  void matrix(const char* name, Role role, std::int64_t rows, std::int64_t columns) {
    add(name, role, {rows, columns}, true);
  }
  void vector(const char* name, Role role, std::int64_t size) { add(name, role, {size}, false); }

  // y = W x + b with W [out, in].
  void linear(const std::string& name, Role weight, Role bias, std::int64_t out, std::int64_t in) {
    add(name + ".weight", weight, {out, in}, true);
    add(name + ".bias", bias, {out}, false);
  }
  void norm(const std::string& name, Role weight, Role bias, std::int64_t size) {
    add(name + ".weight", weight, {size}, false);
    add(name + ".bias", bias, {size}, false);
  }

 private:
  void add(const std::string& name, Role role, Shape shape, bool weight_decay) {
    out_.push_back({prefix_ + name, std::move(shape), role, component_, block_, weight_decay});
  }

  std::vector<TensorSpec>& out_;
  Component component_;
  std::string prefix_;
  int block_;
};

void add_embeddings(std::vector<TensorSpec>& out, const AlbertConfig& c) {
  Section section(out, Component::embeddings, "albert.embeddings.");
  section.matrix("word_embeddings.weight", Role::word_embeddings, c.vocab_size, c.embedding_size);
  section.matrix("position_embeddings.weight", Role::position_embeddings, c.max_position_embeddings,
                 c.embedding_size);
  section.matrix("token_type_embeddings.weight", Role::token_type_embeddings, c.type_vocab_size,
                 c.embedding_size);
  section.norm("LayerNorm", Role::embedding_norm_weight, Role::embedding_norm_bias,
               c.embedding_size);
}

void add_projection(std::vector<TensorSpec>& out, const AlbertConfig& c) {
  Section(out, Component::embedding_projection, "albert.encoder.")
      .linear("embedding_hidden_mapping_in", Role::projection_weight, Role::projection_bias,
              c.hidden_size, c.embedding_size);
}

void add_attention(std::vector<TensorSpec>& out, const AlbertConfig& c, const std::string& layer,
                   int block) {
  const std::int64_t h = c.hidden_size;
  Section section(out, Component::attention, layer + "attention.", block);
  section.linear("query", Role::query_weight, Role::query_bias, h, h);
  section.linear("key", Role::key_weight, Role::key_bias, h, h);
  section.linear("value", Role::value_weight, Role::value_bias, h, h);
  section.linear("dense", Role::attention_output_weight, Role::attention_output_bias, h, h);
  section.norm("LayerNorm", Role::attention_norm_weight, Role::attention_norm_bias, h);
}

void add_ffn(std::vector<TensorSpec>& out, const AlbertConfig& c, const std::string& layer,
             int block) {
  const std::int64_t h = c.hidden_size, i = c.intermediate_size;
  Section section(out, Component::ffn, layer, block);
  section.linear("ffn", Role::ffn_weight, Role::ffn_bias, i, h);
  section.linear("ffn_output", Role::ffn_output_weight, Role::ffn_output_bias, h, i);
  section.norm("full_layer_layer_norm", Role::ffn_norm_weight, Role::ffn_norm_bias, h);
}

void add_encoder(std::vector<TensorSpec>& out, const AlbertConfig& c) {
  const SharingSchedule schedule(c);
  for (int block = 0; block < std::max(schedule.attention_count, schedule.ffn_count); ++block) {
    const std::string layer = "albert.encoder.albert_layer_groups." +
                              std::to_string(block / schedule.steps_per_layer) + ".albert_layers." +
                              std::to_string(block % schedule.steps_per_layer) + ".";
    if (block < schedule.attention_count) add_attention(out, c, layer, block);
    if (block < schedule.ffn_count) add_ffn(out, c, layer, block);
  }
}

void add_pooler(std::vector<TensorSpec>& out, const AlbertConfig& c) {
  Section(out, Component::pooler, "albert.")
      .linear("pooler", Role::pooler_weight, Role::pooler_bias, c.hidden_size, c.hidden_size);
}

void add_mlm_head(std::vector<TensorSpec>& out, const AlbertConfig& c) {
  Section section(out, Component::mlm_head, "predictions.");
  section.linear("dense", Role::mlm_dense_weight, Role::mlm_dense_bias, c.embedding_size,
                 c.hidden_size);
  section.norm("LayerNorm", Role::mlm_norm_weight, Role::mlm_norm_bias, c.embedding_size);
  section.vector("bias", Role::mlm_bias, c.vocab_size);
}

void add_sop_head(std::vector<TensorSpec>& out, const AlbertConfig& c) {
  Section(out, Component::sop_head, "sop_classifier.")
      .linear("classifier", Role::sop_weight, Role::sop_bias, 2, c.hidden_size);
}

void add_classifier(std::vector<TensorSpec>& out, const AlbertConfig& c) {
  Section(out, Component::classifier, "")
      .linear("classifier", Role::classifier_weight, Role::classifier_bias, c.num_labels,
              c.hidden_size);
}

void add_qa_outputs(std::vector<TensorSpec>& out, const AlbertConfig& c) {
  Section(out, Component::qa_outputs, "")
      .linear("qa_outputs", Role::qa_weight, Role::qa_bias, 2, c.hidden_size);
}

}  // namespace

TensorCatalogue::TensorCatalogue(const AlbertConfig& config, const ModelParts& parts) {
  validate(config);
  if (!parts.has(Component::embedding_projection) && config.embedding_size != config.hidden_size) {
    throw Error(ErrorCode::model,
                "a model without embedding projection needs embedding_size = hidden_size, not " +
                    std::to_string(config.embedding_size) + " and " +
                    std::to_string(config.hidden_size));
  }
  add_embeddings(tensors_, config);
  if (parts.has(Component::embedding_projection)) add_projection(tensors_, config);
  add_encoder(tensors_, config);
  if (parts.has(Component::pooler)) add_pooler(tensors_, config);
  if (parts.has(Component::mlm_head)) add_mlm_head(tensors_, config);
  if (parts.has(Component::sop_head)) add_sop_head(tensors_, config);
  if (parts.has(Component::classifier)) add_classifier(tensors_, config);
  if (parts.has(Component::qa_outputs)) add_qa_outputs(tensors_, config);

  by_name_.reserve(tensors_.size());
  for (std::size_t index = 0; index < tensors_.size(); ++index) {
    const TensorSpec& spec = tensors_[index];
    by_name_.emplace(spec.name, index);
    by_role_[static_cast<std::size_t>(spec.role)].push_back(index);  // blocks come in order
  }
}

std::size_t TensorCatalogue::find(std::string_view name) const {
  const auto found = by_name_.find(std::string(name));
  return found == by_name_.end() ? npos : found->second;
}

std::size_t TensorCatalogue::find(TensorRole role, int block) const noexcept {
  const auto& indices = by_role_[static_cast<std::size_t>(role)];
  const auto at = static_cast<std::size_t>(block);  // a negative block becomes too large
  return at < indices.size() ? indices[at] : npos;
}

std::string canonical_name(std::string_view name) {
  std::string canonical;
  for (const std::string_view part : {"embeddings.", "encoder.", "pooler."}) {
    if (name.starts_with(part)) canonical = "albert.";
  }
  const auto norm_parameter = [&](std::string_view suffix) {
    if (!name.ends_with(suffix)) return false;
    const std::string_view module = name.substr(0, name.size() - suffix.size());
    return module.ends_with("LayerNorm") || module.ends_with("layer_norm");
  };
  if (norm_parameter(".gamma")) {
    return canonical.append(name.substr(0, name.size() - 5)).append("weight");
  }
  if (norm_parameter(".beta")) {
    return canonical.append(name.substr(0, name.size() - 4)).append("bias");
  }
  return canonical.append(name);
}

}  // namespace albert
