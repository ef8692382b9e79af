#include "source/config_dialects.h"

#include <algorithm>
#include <array>

#include "io/strict_json.h"

namespace albert::source {
namespace {

using nlohmann::json;

constexpr int kMaxDepth = 32;

// Every config.json of transformers has at least one of these fields, Google's configs none.
constexpr std::array kHuggingFaceFields = {"model_type", "architectures", "transformers_version"};

}  // namespace

ForeignConfig parse_foreign_config(std::string_view text, std::string_view where) {
  json object = io::parse_strict_json(text, where, kMaxDepth);
  ForeignConfig foreign;
  if (object.is_object()) {
    foreign.hugging_face = std::any_of(kHuggingFaceFields.begin(), kHuggingFaceFields.end(),
                                       [&](const char* name) { return object.contains(name); });
    const auto act = object.find("hidden_act");
    if (!foreign.hugging_face && act != object.end() && act->is_string() &&
        act->get_ref<const std::string&>() == "gelu") {
      *act = to_string(Activation::gelu_new);
    }
  }
  foreign.config = parse_config(object.dump(), where);
  return foreign;
}

}  // namespace albert::source
