#ifndef ALBERT_MODEL_EMBEDDINGS_H_
#define ALBERT_MODEL_EMBEDDINGS_H_

#include "albert/base/thread_pool.h"
#include "albert/model/albert_model.h"
#include "kernels/matrix.h"
#include "model/weights.h"

namespace albert::model {

/// LayerNorm(word + position + type) of every token → [T, E].
void embed(const Weights& weights, const TokenBatch& batch, kernels::Matrix out,
           ThreadPool& threads);

}  // namespace albert::model

#endif  // ALBERT_MODEL_EMBEDDINGS_H_
