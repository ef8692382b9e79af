#include "convert/config_files.h"

#include <algorithm>
#include <array>
#include <vector>

#include <nlohmann/json.hpp>

namespace albert::convert {
namespace {

using nlohmann::json;

// Fields copied from the source, whose values may not be representable in AlbertConfig.
constexpr std::array<std::string_view, 2> kOwnWords = {"architectures", "hidden_act"};

/// A class of transformers, and the tensors that it requires.
struct Architecture {
  std::string_view name;
  std::vector<std::string_view> needs;
};

// If the config names no class, the first one whose tensors are present; fine-tuned heads come
// first.
const std::vector<Architecture>& architectures() {
  static const std::vector<Architecture> kArchitectures = {
      {"AlbertForQuestionAnswering", {"qa_outputs.weight"}},
      {"AlbertForSequenceClassification", {"classifier.weight", "albert.pooler.weight"}},
      {"AlbertForTokenClassification", {"classifier.weight"}},
      {"AlbertForMultipleChoice", {"classifier.weight", "albert.pooler.weight"}},
      {"AlbertForPreTraining", {"predictions.dense.weight", "sop_classifier.classifier.weight"}},
      {"AlbertForMaskedLM", {"predictions.dense.weight"}},
      {"AlbertModel", {}},
  };
  return kArchitectures;
}

bool is_there(const Architecture& architecture, const TensorArchive& tensors) {
  return std::ranges::all_of(architecture.needs, [&](std::string_view name) {
    return tensors.find(name) != TensorArchive::npos;
  });
}

// The architectures of the source whose tensors are present, and unknown classes.
bool fits(const json& stated, const TensorArchive& tensors) {
  if (!stated.is_array() || stated.empty()) return false;
  return std::ranges::all_of(stated, [&](const json& name) {
    const auto known = std::ranges::find_if(
        architectures(), [&](const Architecture& each) { return name == each.name; });
    return known == architectures().end() || is_there(*known, tensors);
  });
}

std::string_view architecture_of(const TensorArchive& tensors) {
  return std::ranges::find_if(architectures(),
                              [&](const Architecture& each) { return is_there(each, tensors); })
      ->name;
}

// transformers takes the number of labels from here; a list of another length belongs to another
// head.
void write_labels(json& object, const TensorArchive& tensors) {
  const std::size_t classifier = tensors.find("classifier.weight");
  if (classifier == TensorArchive::npos) return;
  const Shape& shape = tensors.entries()[classifier].shape;
  if (shape.size() != 2) return;
  const auto labels = static_cast<std::size_t>(shape[0]);
  object["num_labels"] = labels;
  const auto stated = object.find("id2label");
  if (stated != object.end() && stated->is_object() && stated->size() == labels) return;
  json names = json::object();
  json ids = json::object();
  for (std::size_t i = 0; i < labels; ++i) {
    const std::string name = "LABEL_" + std::to_string(i);
    names[std::to_string(i)] = name;
    ids[name] = i;
  }
  object["id2label"] = std::move(names);
  object["label2id"] = std::move(ids);
}

std::string_view torch_name(DType dtype) {
  switch (dtype) {
    case DType::f16:
      return "float16";
    case DType::bf16:
      return "bfloat16";
    case DType::f64:
      return "float64";
    default:
      return "float32";
  }
}

}  // namespace

std::string hugging_face_config(const AlbertConfig& config, const TensorArchive& tensors,
                                std::optional<DType> dtype, std::string_view source) {
  json object = source.empty() ? json::object() : json::parse(source);
  const json ours = json::parse(to_json(config));
  for (const auto& [name, value] : ours.items()) {
    const auto stated = object.find(name);
    const bool keep = stated != object.end() &&
                      (stated->is_null() || std::count(kOwnWords.begin(), kOwnWords.end(), name));
    if (!keep) object[name] = value;
  }
  if (source.empty() || !fits(object["architectures"], tensors)) {
    object["architectures"] = json::array({architecture_of(tensors)});
  }
  write_labels(object, tensors);
  object.erase("dtype");  // newer name of the same field
  object.erase("torch_dtype");
  if (dtype) object["torch_dtype"] = torch_name(*dtype);
  return object.dump(2) + "\n";
}

std::string google_config(const AlbertConfig& config) {
  const bool tanh_form = config.hidden_act != Activation::relu;
  const json object = {{"attention_probs_dropout_prob", config.attention_probs_dropout_prob},
                       {"down_scale_factor", 1},
                       {"embedding_size", config.embedding_size},
                       {"gap_size", 0},
                       {"hidden_act", tanh_form ? "gelu" : "relu"},
                       {"hidden_dropout_prob", config.hidden_dropout_prob},
                       {"hidden_size", config.hidden_size},
                       {"initializer_range", config.initializer_range},
                       {"inner_group_num", config.inner_group_num},
                       {"intermediate_size", config.intermediate_size},
                       {"max_position_embeddings", config.max_position_embeddings},
                       {"net_structure_type", 0},
                       {"num_attention_heads", config.num_attention_heads},
                       {"num_hidden_groups", config.num_hidden_groups},
                       {"num_hidden_layers", config.num_hidden_layers},
                       {"num_memory_blocks", 0},
                       {"type_vocab_size", config.type_vocab_size},
                       {"vocab_size", config.vocab_size}};
  return object.dump(2) + "\n";
}

}  // namespace albert::convert
