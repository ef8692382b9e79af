#ifndef ALBERT_SOURCE_LEFTOVER_HEADS_H_
#define ALBERT_SOURCE_LEFTOVER_HEADS_H_

#include "albert/base/function_ref.h"
#include "albert/config/tensor_catalogue.h"

namespace albert::source {

/// The pretraining heads of which a model stores some tensors only, beside a complete fine-tuned
/// head: fine-tuning programs leave such parts behind, and they are no reason to refuse the model.
ModelParts leftover_heads(const TensorCatalogue& catalogue,
                          FunctionRef<bool(const TensorSpec&)> is_stored);

}  // namespace albert::source

#endif  // ALBERT_SOURCE_LEFTOVER_HEADS_H_
