#include "albert/source/sentence_modules.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "albert/base/error.h"
#include "albert/io/open_weights.h"
#include "albert/io/tensor_archive.h"
#include "io/strict_json.h"

namespace albert {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kLargestConfig = std::size_t{1} << 24;
constexpr int kDeepest = 32;

[[noreturn]] void refuse(const fs::path& file, const std::string& problem,
                         std::string_view hint = {}) {
  throw Error(ErrorCode::model, problem, file.string(), hint);
}

/// A config; an empty object when there is none.
json read_config(const fs::path& file) {
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored)) return json::object();
  json config = io::read_strict_json(file, kLargestConfig, kDeepest, "a module's config");
  if (!config.is_object()) refuse(file, "is not a JSON object");
  return config;
}

/// A member that is not null, if there is one.
const json* find(const json& config, const char* key) {
  const auto found = config.find(key);
  return found == config.end() || found->is_null() ? nullptr : &*found;
}

bool flag(const json& config, const char* key, bool otherwise, const fs::path& file) {
  const json* value = find(config, key);
  if (value == nullptr) return otherwise;
  if (!value->is_boolean()) refuse(file, fmt::format("'{}' is not true or false", key));
  return value->get<bool>();
}

std::string string_member(const json& config, const char* key, std::string_view otherwise,
                          const fs::path& file) {
  const json* value = find(config, key);
  if (value == nullptr) return std::string(otherwise);
  if (!value->is_string()) refuse(file, fmt::format("'{}' is not a string", key));
  return value->get<std::string>();
}

/// A size, which must be `expected` where the file has it.
void check_size(const json& config, const char* key, std::size_t expected, const fs::path& file) {
  const json* value = find(config, key);
  if (value == nullptr || (value->is_number_unsigned() && *value == expected)) return;
  refuse(file, fmt::format("has {} {}, but what comes before it has {} numbers", key, value->dump(),
                           expected));
}

/// The most tokens of a text: max_seq_length, otherwise the tokenizer's model_max_length; not more
/// than there are positions.
std::size_t read_max_length(const fs::path& model, const AlbertConfig& config) {
  const auto positions = static_cast<std::size_t>(config.max_position_embeddings);
  constexpr std::pair<const char*, const char*> kPlaces[] = {
      {"sentence_bert_config.json", "max_seq_length"},
      {"sentence_albert_config.json", "max_seq_length"},
      {"tokenizer_config.json", "model_max_length"}};
  for (const auto& [name, key] : kPlaces) {
    const fs::path file = model / name;
    const json settings = read_config(file);
    const json* value = find(settings, key);
    if (value == nullptr) continue;
    if (!value->is_number() || value->get<double>() < 1) {
      refuse(file, fmt::format("'{}' is not a number of tokens", key));
    }
    return static_cast<std::size_t>(std::min(value->get<double>(), static_cast<double>(positions)));
  }
  return positions;
}

/// The prompt that is used when none is named.
std::string read_prompt(const fs::path& folder) {
  const fs::path file = folder / "config_sentence_transformers.json";
  const json settings = read_config(file);
  const std::string name = string_member(settings, "default_prompt_name", {}, file);
  const json* prompts = find(settings, "prompts");
  if (name.empty()) return {};
  if (prompts == nullptr || !prompts->is_object() || find(*prompts, name.c_str()) == nullptr) {
    refuse(file, fmt::format("has no prompt '{}', its default_prompt_name", name));
  }
  return string_member(*prompts, name.c_str(), {}, file);
}

Pooling pooling_named(const json& name, const fs::path& file) {
  const auto mode =
      name.is_string() ? value_named<Pooling>(name.get_ref<const std::string&>()) : std::nullopt;
  if (!mode || *mode == Pooling::pooler) {
    refuse(file, fmt::format("has the unknown pooling mode {}", name.dump()));
  }
  return *mode;
}

/// A list of modes in its own order, or those of the older flags in a fixed order.
std::vector<Pooling> read_pooling(const json& config, const fs::path& file) {
  std::vector<Pooling> modes;
  if (const json* named = find(config, "pooling_mode"); named != nullptr) {
    if (!named->is_array()) return {pooling_named(*named, file)};
    for (const json& name : *named) modes.push_back(pooling_named(name, file));
  } else {
    constexpr std::pair<const char*, Pooling> kFlags[] = {
        {"pooling_mode_cls_token", Pooling::cls},
        {"pooling_mode_max_tokens", Pooling::max},
        {"pooling_mode_mean_tokens", Pooling::mean},
        {"pooling_mode_mean_sqrt_len_tokens", Pooling::mean_sqrt_len},
        {"pooling_mode_weightedmean_tokens", Pooling::weighted_mean},
        {"pooling_mode_lasttoken", Pooling::last_token}};
    for (const auto& [key, mode] : kFlags) {
      if (flag(config, key, false, file)) modes.push_back(mode);
    }
  }
  if (modes.empty()) modes.push_back(Pooling::mean);
  return modes;
}

/// Only classes of torch are used as they are named; others are tanh, as in sentence-transformers.
DenseActivation read_activation(const json& config, const fs::path& file) {
  const std::string name = string_member(config, "activation_function", "", file);
  if (!name.starts_with("torch.")) return DenseActivation::tanh;
  constexpr std::pair<std::string_view, DenseActivation> kClasses[] = {
      {"Tanh", DenseActivation::tanh},       {"Identity", DenseActivation::identity},
      {"ReLU", DenseActivation::relu},       {"GELU", DenseActivation::gelu},
      {"Sigmoid", DenseActivation::sigmoid},
  };
  for (const auto& [ending, activation] : kClasses) {
    if (name.substr(name.rfind('.') + 1) == ending) return activation;
  }
  refuse(file, fmt::format("has the unknown activation function '{}'", name));
}

/// A tensor of a module, which must have this shape.
std::vector<float> read_tensor(const TensorArchive& archive, std::string_view name,
                               const Shape& shape) {
  const std::size_t index = archive.find(name);
  if (index == TensorArchive::npos) {
    refuse(archive.path(), fmt::format("tensor '{}' is missing", name));
  }
  std::vector<std::byte> scratch;
  const TensorView view = archive.read(index, scratch);
  if (view.shape != shape) {
    refuse(archive.path(), fmt::format("tensor '{}' has the shape {}, not {}", name,
                                       to_string(view.shape), to_string(shape)));
  }
  std::vector<float> values(view.size());
  copy_to_f32(view, values);
  return values;
}

DenseModule read_dense(const fs::path& folder, std::size_t inputs) {
  const fs::path file = folder / "config.json";
  const json config = read_config(file);
  check_size(config, "in_features", inputs, file);
  if (flag(config, "use_residual", false, file)) refuse(file, "'use_residual' is not supported");
  for (const char* key : {"module_input_name", "module_output_name"}) {
    const std::string name = string_member(config, key, "sentence_embedding", file);
    if (name != "sentence_embedding") refuse(file, fmt::format("'{}' is '{}'", key, name));
  }
  const json* outputs = find(config, "out_features");
  if (outputs == nullptr || !outputs->is_number_unsigned()) {
    refuse(file, "'out_features' is not a number");
  }
  DenseModule dense;
  dense.inputs = inputs;
  dense.outputs = outputs->get<std::size_t>();
  dense.activation = read_activation(config, file);
  const auto archive = open_weights(folder);
  const auto rows = static_cast<std::int64_t>(dense.outputs);
  dense.weight = read_tensor(*archive, "linear.weight", {rows, static_cast<std::int64_t>(inputs)});
  dense.bias = flag(config, "bias", true, file) ? read_tensor(*archive, "linear.bias", {rows})
                                                : std::vector<float>(dense.outputs);
  return dense;
}

}  // namespace

SentenceModules read_sentence_modules(const SentenceTransformer& folder,
                                      const AlbertConfig& config) {
  SentenceModules found;
  found.max_length = read_max_length(folder.model, config);
  found.prompt = read_prompt(folder.folder);
  const auto hidden_size = static_cast<std::size_t>(config.hidden_size);
  std::size_t size = hidden_size;
  bool pooled = false;
  for (const auto& [type, path] : folder.modules) {
    const fs::path place = folder.folder / path;
    const fs::path file = place / "config.json";
    if (type == "Pooling" && !pooled) {
      pooled = true;
      if (!fs::exists(file)) refuse(file, "is missing");
      const json settings = read_config(file);
      check_size(settings, "word_embedding_dimension", hidden_size, file);
      check_size(settings, "embedding_dimension", hidden_size, file);
      if (!found.prompt.empty() && !flag(settings, "include_prompt", true, file)) {
        refuse(file, "'include_prompt' is false, which is not supported");
      }
      found.pooling = read_pooling(settings, file);
      size = found.pooling.size() * hidden_size;
    } else if (type == "Dense" && pooled) {
      DenseModule dense = read_dense(place, size);
      size = dense.outputs;
      found.steps.emplace_back(std::move(dense));
    } else if (type == "Normalize" && pooled) {
      found.steps.emplace_back(NormalizeModule());
    } else if (type != "Dropout") {  // which does nothing but in training
      refuse(folder.folder / "modules.json",
             fmt::format("has the module {}{}", type, pooled ? "" : " before Pooling"),
             "Pooling, then Dense and Normalize in any number, can be run");
    }
  }
  if (!pooled) refuse(folder.folder / "modules.json", "has no module Pooling");
  return found;
}

}  // namespace albert
