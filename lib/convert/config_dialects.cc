#include "convert/config_dialects.h"

#include <algorithm>
#include <array>

#include "io/strict_json.h"

namespace albert::convert {
namespace {

using nlohmann::json;

constexpr int kMaxDepth = 32;

// Fields that every config.json of transformers has at least one of, and Google's never.
constexpr std::array kHuggingFaceFields = {"model_type", "architectures", "transformers_version"};

// Fields in which the source's own words are kept: they may say more than AlbertConfig can.
constexpr std::array<std::string_view, 2> kOwnWords = {"architectures", "hidden_act"};

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

std::string_view architecture(const ModelParts& parts) {
  if (!parts.mlm_head) return "AlbertModel";
  return parts.sop_head ? "AlbertForPreTraining" : "AlbertForMaskedLM";
}

}  // namespace

ForeignConfig parse_foreign_config(std::string_view text, std::string_view where) {
  json object = io::parse_strict_json(text, where, kMaxDepth);
  ForeignConfig foreign;
  if (object.is_object()) {
    foreign.hugging_face = std::any_of(kHuggingFaceFields.begin(), kHuggingFaceFields.end(),
                                       [&](const char* name) { return object.contains(name); });
    const auto order = object.find("ln_type");
    foreign.pre_norm = order != object.end() && *order != "postln";
    if (!foreign.hugging_face && object.contains("hidden_act") && object["hidden_act"] == "gelu") {
      object["hidden_act"] = to_string(Activation::gelu_new);
    }
  }
  foreign.config = parse_config(object.dump(), where);
  return foreign;
}

std::string hugging_face_config(const AlbertConfig& config, const ModelParts& parts,
                                std::optional<DType> dtype, std::string_view source) {
  json object = source.empty() ? json::object() : json::parse(source);
  const bool has_architecture = object.contains("architectures");
  const json ours = json::parse(to_json(config));
  for (const auto& [name, value] : ours.items()) {
    const auto stated = object.find(name);
    const bool keep = stated != object.end() &&
                      (stated->is_null() || std::count(kOwnWords.begin(), kOwnWords.end(), name));
    if (!keep) object[name] = value;
  }
  if (!has_architecture) object["architectures"] = json::array({architecture(parts)});
  object.erase("dtype");  // the newer name of the same field
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
