#ifndef ALBERT_MODEL_ENCODER_H_
#define ALBERT_MODEL_ENCODER_H_

#include <cstddef>
#include <span>

#include "albert/base/function_ref.h"
#include "albert/model/albert_model.h"
#include "kernels/matrix.h"
#include "model/execution_context.h"
#include "model/weights.h"

namespace albert::model {

/// Called with hidden states [T, H]: the projected embeddings as layer 0, then those after each
/// layer.
using HiddenObserver = FunctionRef<void(std::size_t layer, kernels::ConstMatrix hidden)>;

/// Embeddings and all layers of sequences that go through them together → hidden states of the
/// given rows (ascending, each < T), [n, H], in the context's activations and valid until these are
/// used again.
kernels::Matrix forward_slice(const Weights& weights, const TokenBatch& batch,
                              std::span<const std::size_t> rows, const ExecutionContext& execution,
                              const HiddenObserver* observer = nullptr);

/// The same for any number of sequences, slice by slice, which bounds memory and keeps
/// intermediates in the caches → hidden states of the given rows, [n, H] end to end.
void forward(const Weights& weights, const TokenBatch& batch, std::span<const std::size_t> rows,
             const ExecutionContext& execution, float* result);

}  // namespace albert::model

#endif  // ALBERT_MODEL_ENCODER_H_
