#ifndef ALBERT_MODEL_EMBEDDINGS_H_
#define ALBERT_MODEL_EMBEDDINGS_H_

#include <cstddef>
#include <span>

#include "albert/base/function_ref.h"
#include "albert/base/thread_pool.h"
#include "albert/model/albert_model.h"
#include "kernels/matrix.h"
#include "model/weights.h"

namespace albert::model {

/// The tables of embeddings, of any number format.
struct EmbeddingTables {
  FunctionRef<void(std::size_t id, std::span<float> row)> copy_word;
  const float* positions;    ///< [P, E]
  const float* token_types;  ///< [T, E]
};

/// word + position + type of every token → [T, E].
void sum_embeddings(const EmbeddingTables& tables, const TokenBatch& batch, kernels::Matrix out,
                    ThreadPool& threads);

/// LayerNorm(word + position + type) of every token → [T, E].
void embed(const Weights& weights, const TokenBatch& batch, kernels::Matrix out,
           ThreadPool& threads);

}  // namespace albert::model

#endif  // ALBERT_MODEL_EMBEDDINGS_H_
