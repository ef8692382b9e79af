#ifndef ALBERT_APPS_COMMON_MODEL_HEADS_H_
#define ALBERT_APPS_COMMON_MODEL_HEADS_H_

#include <string>
#include <vector>

#include "albert/source/model_source.h"

namespace albert::apps {

/// The heads of a model: "pooler", "mlm", "sop", and fine-tuned heads by the names of their tensors
/// ("classifier").
std::vector<std::string> heads_of(const ModelSource& source);

/// The labels of a fine-tuned head by their ids, from the config's `id2label`; may be empty.
std::vector<std::string> labels_of(const ModelSource& source);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_MODEL_HEADS_H_
