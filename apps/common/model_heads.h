#ifndef ALBERT_APPS_COMMON_MODEL_HEADS_H_
#define ALBERT_APPS_COMMON_MODEL_HEADS_H_

#include <string>
#include <vector>

#include "albert/source/model_source.h"

namespace albert::apps {

/// What a model has beyond its encoder: "pooler", the names of its heads, and heads that it cannot
/// be run with by the names of their tensors ("classifier").
std::vector<std::string> heads_of(const ModelSource& source);

/// The labels that the config names (`id2label`); empty when there are none that can be read.
std::vector<std::string> labels_of(const ModelSource& source);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_MODEL_HEADS_H_
