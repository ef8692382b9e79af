// config.json: the only file of lib/config that uses JSON.
#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "albert/base/error.h"
#include "albert/config/albert_config.h"
#include "config/label_count.h"
#include "io/strict_json.h"

namespace albert {
namespace {

using nlohmann::json;

constexpr int kMaxDepth = 64;
constexpr std::size_t kMaxFileSize = std::size_t{1} << 24;

// `byte` counts from 1, as the parser's does.
std::string position(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, std::min(byte, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t last = before.rfind('\n');
  const std::size_t start = last == std::string_view::npos ? 0 : last + 1;
  const std::size_t column = std::max<std::size_t>(before.size() - start, 1);
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

// A value for a message: ASCII, truncated.
std::string shown(const json& value) {
  constexpr std::size_t kShown = 60;
  std::string text = value.dump(-1, ' ', true);
  if (text.size() > kShown) text.replace(kShown, std::string::npos, "...");
  return text;
}

// Parses one object with distinct top-level keys and bounded depth, because values are visited
// recursively.
json parse_object(std::string_view text, std::string_view where) {
  std::set<std::string> keys;
  const auto inspect = [&](int depth, json::parse_event_t event, json& value) {
    if (depth > kMaxDepth) {
      throw Error(ErrorCode::model, "JSON is nested deeper than " + std::to_string(kMaxDepth),
                  where);
    }
    if (event == json::parse_event_t::key && depth == 1 &&
        !keys.insert(value.get_ref<const std::string&>()).second) {
      throw Error(ErrorCode::model, "field appears twice: " + shown(value), where);
    }
    return true;
  };
  json object;
  try {
    object = json::parse(text, inspect);
  } catch (const json::parse_error& error) {
    throw Error(ErrorCode::model, "is not valid JSON at " + position(text, error.byte), where);
  } catch (const json::exception&) {
    throw Error(ErrorCode::model, "holds a number that does not fit a double", where);
  }
  if (!object.is_object()) {
    throw Error(ErrorCode::model, "is JSON, but not an object with the fields of a config", where);
  }
  return object;
}

// Reads fields of one object; every failure names the field.
class Fields {
 public:
  Fields(const json& object, std::string_view where) : object_(object), where_(where) {}

  void integer(const char* name, std::int64_t& out) const {
    const json* value = find(name);
    if (value == nullptr) return;
    if (!value->is_number_integer()) refuse(name, "must be an integer", *value);
    if (value->is_number_unsigned() &&
        value->get<std::uint64_t>() > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) {
      refuse(name, "must fit 64 bits", *value);
    }
    out = value->get<std::int64_t>();
  }

  // Hugging Face writes null for "no such token".
  void token(const char* name, std::int64_t& out) const {
    const json* value = find(name);
    if (value != nullptr && !value->is_null()) integer(name, out);
  }

  void real(const char* name, double& out) const {
    const json* value = find(name);
    if (value == nullptr || (value->is_null() && std::string_view(name).ends_with("_prob"))) return;
    if (!value->is_number()) refuse(name, "must be a number", *value);
    out = value->get<double>();
  }

  std::optional<std::string> text(const char* name) const {
    const json* value = find(name);
    if (value == nullptr) return std::nullopt;
    if (!value->is_string()) refuse(name, "must be a string", *value);
    return value->get<std::string>();
  }

  /// Fields that change the arithmetic may have only the values of an ALBERT. null means "not set"
  /// in transformers.
  void refuse_other_arithmetic() const {
    struct Field {
      const char* name;
      json allowed;
      const char* meaning;
    };
    static const std::array kFields = std::to_array<Field>({
        {"position_embedding_type", "absolute", "relative positions are not computed"},
        {"ln_type", "postln", "pre-LayerNorm models compute something else than an ALBERT"},
        {"norm_first", false, "pre-LayerNorm models compute something else than an ALBERT"},
        {"pre_norm", false, "pre-LayerNorm models compute something else than an ALBERT"},
        {"normalize_before", false, "pre-LayerNorm models compute something else than an ALBERT"},
        {"share_type", "all", "parameter_sharing says what layers share"},
        {"use_bias", true, "every product of an ALBERT has a bias"},
        {"pruned_heads", json::object(), "all layers have the same heads"},
    });
    for (const Field& field : kFields) {
      const json* value = find(field.name);
      if (value == nullptr || value->is_null() || *value == field.allowed) continue;
      refuse(field.name, "must be " + shown(field.allowed), *value, field.meaning);
    }
  }

  [[noreturn]] void refuse(const char* name, const std::string& problem, const json& value,
                           std::string_view hint = {}) const {
    throw Error(ErrorCode::model, std::string(name) + " " + problem + ", not " + shown(value),
                where_, hint);
  }

 private:
  const json* find(const char* name) const {
    const auto found = object_.find(name);
    return found == object_.end() ? nullptr : &*found;
  }

  const json& object_;
  std::string_view where_;
};

// The integer and real fields, for reading and writing.
template <typename Config, typename Visit>
void visit_numbers(Config& config, Visit&& visit) {
  visit("vocab_size", config.vocab_size);
  visit("embedding_size", config.embedding_size);
  visit("hidden_size", config.hidden_size);
  visit("num_hidden_layers", config.num_hidden_layers);
  visit("num_hidden_groups", config.num_hidden_groups);
  visit("num_attention_heads", config.num_attention_heads);
  visit("intermediate_size", config.intermediate_size);
  visit("inner_group_num", config.inner_group_num);
  visit("max_position_embeddings", config.max_position_embeddings);
  visit("type_vocab_size", config.type_vocab_size);
  visit("layer_norm_eps", config.layer_norm_eps);
  visit("initializer_range", config.initializer_range);
  visit("hidden_dropout_prob", config.hidden_dropout_prob);
  visit("attention_probs_dropout_prob", config.attention_probs_dropout_prob);
  visit("classifier_dropout_prob", config.classifier_dropout_prob);
}

template <typename Config, typename Visit>
void visit_tokens(Config& config, Visit&& visit) {
  visit("pad_token_id", config.pad_token_id);
  visit("bos_token_id", config.bos_token_id);
  visit("eos_token_id", config.eos_token_id);
}

struct ReadNumber {
  const Fields& fields;
  void operator()(const char* name, std::int64_t& out) const { fields.integer(name, out); }
  void operator()(const char* name, double& out) const { fields.real(name, out); }
};

/// Replaces `value` by that of a field, if it is present.
template <NamedEnum Enum>
void read_named(const Fields& fields, const char* field, Enum& value) {
  const auto name = fields.text(field);
  if (!name) return;
  const auto named = value_named<Enum>(*name);
  if (!named) {
    fields.refuse(field, fmt::format("must be one of {}", fmt::join(value_names<Enum>(), ", ")),
                  *name);
  }
  value = *named;
}

}  // namespace

AlbertConfig parse_config(std::string_view text, std::string_view where) {
  const json object = parse_object(text, where);
  const Fields fields(object, where);
  if (const auto type = fields.text("model_type"); type && *type != "albert") {
    fields.refuse("model_type", R"(must be "albert")", *type);
  }
  fields.refuse_other_arithmetic();
  AlbertConfig config;
  visit_numbers(config, ReadNumber{fields});
  visit_tokens(config, [&](const char* name, std::int64_t& out) { fields.token(name, out); });
  // read_labels() refuses malformed labels.
  if (const auto count = config::label_count(object)) {
    config.num_labels = static_cast<std::int64_t>(*count);
  }
  read_named(fields, "hidden_act", config.hidden_act);
  read_named(fields, "parameter_sharing", config.parameter_sharing);
  validate(config, where);
  return config;
}

AlbertConfig load_config(const std::filesystem::path& file) {
  if (std::error_code ignored; !std::filesystem::exists(file, ignored)) {
    throw Error(ErrorCode::model, "is missing", file.string(),
                "a model folder holds a config.json");
  }
  return parse_config(io::read_json_text(file, kMaxFileSize, "a config.json"), file.string());
}

std::string to_json(const AlbertConfig& config) {
  json object = {{"architectures", {"AlbertForPreTraining"}},
                 {"model_type", "albert"},
                 {"position_embedding_type", "absolute"},
                 {"hidden_act", to_string(config.hidden_act)}};
  const auto write = [&](const char* name, auto value) { object[name] = value; };
  visit_numbers(config, write);
  visit_tokens(config, write);
  if (config.num_labels != AlbertConfig().num_labels) object["num_labels"] = config.num_labels;
  if (config.parameter_sharing != ParameterSharing::groups) {
    object["parameter_sharing"] = to_string(config.parameter_sharing);
  }
  return object.dump(2) + "\n";
}

}  // namespace albert
