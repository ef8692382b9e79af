#ifndef ALBERT_MODEL_WORKSPACE_H_
#define ALBERT_MODEL_WORKSPACE_H_

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "albert/model/albert_model.h"
#include "base/aligned_array.h"
#include "model/activations.h"
#include "model/execution_context.h"

namespace albert {

struct Workspace::State {
  std::vector<model::Activations> activations;  ///< one for each thread
  kernels::OpScratch ops;                       ///< of the heads
  model::ScratchMatrix transform;               ///< [n, E] of the MLM head
  AlignedArray<float> result;                   ///< [n·H], what forward() returns
  std::vector<std::size_t> counted;             ///< 0, 1, …

  /// All rows of so many tokens.
  std::span<const std::size_t> rows(std::size_t tokens) {
    for (std::size_t t = counted.size(); t < tokens; ++t) counted.push_back(t);
    return std::span(counted).first(tokens);
  }

  model::ExecutionContext execution_context(ThreadPool& threads) {
    const auto size = static_cast<std::size_t>(threads.size());
    activations.resize(std::max(activations.size(), size));
    return model::ExecutionContext(threads, std::span(activations).first(size));
  }
};

}  // namespace albert

#endif  // ALBERT_MODEL_WORKSPACE_H_
