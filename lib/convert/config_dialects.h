#ifndef ALBERT_CONVERT_CONFIG_DIALECTS_H_
#define ALBERT_CONVERT_CONFIG_DIALECTS_H_

#include <optional>
#include <string>
#include <string_view>

#include "albert/base/tensor.h"
#include "albert/config/albert_config.h"
#include "albert/config/tensor_catalogue.h"

namespace albert::convert {

/// A config in Hugging Face's dialect or in Google's (`albert_config.json`, also brightmart's).
struct ForeignConfig {
  AlbertConfig config;
  bool hugging_face = true;  ///< it has one of the fields that only Hugging Face writes
  bool pre_norm = false;     ///< brightmart's `ln_type` is not "postln"
};

/// Google's "gelu" is the tanh form and becomes gelu_new. Throws Error{model} as parse_config does.
ForeignConfig parse_foreign_config(std::string_view json, std::string_view where);

/// A `config.json` for transformers: `config`, and what `source` (a Hugging Face config.json, or
/// empty) says beyond it. `dtype` is that of the stored weights, if they have one.
std::string hugging_face_config(const AlbertConfig& config, const ModelParts& parts,
                                std::optional<DType> dtype, std::string_view source);

/// An `albert_config.json` for Google's code.
std::string google_config(const AlbertConfig& config);

}  // namespace albert::convert

#endif  // ALBERT_CONVERT_CONFIG_DIALECTS_H_
