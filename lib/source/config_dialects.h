#ifndef ALBERT_SOURCE_CONFIG_DIALECTS_H_
#define ALBERT_SOURCE_CONFIG_DIALECTS_H_

#include <string_view>

#include "albert/config/albert_config.h"

namespace albert::source {

/// A config in Hugging Face's or Google's dialect (`albert_config.json`, also brightmart's).
struct ForeignConfig {
  AlbertConfig config;
  bool hugging_face = true;  ///< it has a field that only Hugging Face writes
};

/// Google's "gelu" is the tanh form and becomes gelu_new. Throws Error{model} as parse_config does.
ForeignConfig parse_foreign_config(std::string_view json, std::string_view where);

}  // namespace albert::source

#endif  // ALBERT_SOURCE_CONFIG_DIALECTS_H_
