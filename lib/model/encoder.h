#ifndef ALBERT_MODEL_ENCODER_H_
#define ALBERT_MODEL_ENCODER_H_

#include <cstddef>
#include <span>

#include "albert/base/function_ref.h"
#include "albert/model/albert_model.h"
#include "kernels/matrix.h"
#include "model/crew.h"
#include "model/weights.h"

namespace albert::model {

/// Called with hidden states [T, H]: the projected embeddings as layer 0, then those after each
/// layer.
using HiddenObserver = FunctionRef<void(std::size_t layer, kernels::ConstMatrix hidden)>;

/// Embeddings and all layers of sequences that go through them together → the given rows
/// (ascending, each < T), [n, H] in the crew's slots, valid until they are used again.
kernels::Matrix encode_piece(const Weights& weights, const TokenBatch& batch,
                             std::span<const std::size_t> rows, const Crew& crew,
                             const HiddenObserver* observer = nullptr);

/// Any number of sequences, in pieces that bound memory and keep intermediates in the caches
/// → hidden states of the given rows (ascending, each < T), [n, H] end to end.
void encode(const Weights& weights, const TokenBatch& batch, std::span<const std::size_t> rows,
            const Crew& crew, float* result);

}  // namespace albert::model

#endif  // ALBERT_MODEL_ENCODER_H_
