#ifndef ALBERT_MODEL_WORKSPACE_H_
#define ALBERT_MODEL_WORKSPACE_H_

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "albert/model/albert_model.h"
#include "base/aligned_array.h"
#include "model/crew.h"
#include "model/slots.h"

namespace albert {

struct Workspace::State {
  std::vector<model::Slots> slots;   ///< one for each thread
  kernels::OpScratch ops;            ///< of the heads
  model::Slot transform;             ///< [n, E] of the MLM head
  AlignedArray<float> result;        ///< [n·H], what encode() returns
  std::vector<std::size_t> counted;  ///< 0, 1, …

  /// All rows of so many tokens.
  std::span<const std::size_t> rows(std::size_t tokens) {
    for (std::size_t t = counted.size(); t < tokens; ++t) counted.push_back(t);
    return std::span(counted).first(tokens);
  }

  model::Crew crew(ThreadPool& threads) {
    const auto size = static_cast<std::size_t>(threads.size());
    slots.resize(std::max(slots.size(), size));
    return model::Crew(threads, std::span(slots).first(size));
  }
};

}  // namespace albert

#endif  // ALBERT_MODEL_WORKSPACE_H_
