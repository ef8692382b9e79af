#include "source/leftover_heads.h"

namespace albert::source {

ModelParts leftover_heads(const TensorCatalogue& catalogue,
                          FunctionRef<bool(const TensorSpec&)> is_stored) {
  ModelParts stored;
  ModelParts incomplete;
  for (const TensorSpec& spec : catalogue.tensors()) {
    (is_stored(spec) ? stored : incomplete).set(spec.component);
  }
  const auto complete = [&](Component head) { return stored.has(head) && !incomplete.has(head); };
  if (!complete(Component::classifier) && !complete(Component::qa_outputs)) return {};
  return stored & incomplete & ModelParts{Component::mlm_head, Component::sop_head};
}

}  // namespace albert::source
