#ifndef ALBERT_MODEL_WORKSPACE_H_
#define ALBERT_MODEL_WORKSPACE_H_

#include <cstddef>
#include <vector>

#include "albert/model/albert_model.h"
#include "base/aligned_array.h"
#include "kernels/matrix.h"
#include "kernels/ops.h"

namespace albert::model {

/// One growing matrix. `shape` gives it new dimensions and keeps the memory where it suffices.
class Slot {
 public:
  kernels::Matrix shape(std::size_t rows, std::size_t cols) {
    const std::size_t stride = kernels::padded_stride(cols);
    buffer_.reserve(rows * stride);
    return {buffer_.data(), rows, cols, stride};
  }

 private:
  AlignedArray<float> buffer_;
};

/// The intermediates of one encoder block. Inference passes the same slots to every block.
struct BlockSlots {
  Slot query_key_value;  ///< [T, 3H]
  Slot context;          ///< [T, H]
  Slot inner;            ///< [T, I]
  Slot sum;              ///< [T, H], before a LayerNorm
};

}  // namespace albert::model

namespace albert {

struct Workspace::State {
  model::Slot embedded;  ///< [T, E]
  model::Slot hidden;    ///< [T, H]
  model::BlockSlots block;
  kernels::OpScratch ops;
  model::Slot transform;            ///< [n, E] of the MLM head
  AlignedArray<float> result;       ///< [T·H], what encode() returns
  std::vector<std::size_t> starts;  ///< of the sequences in the piece at hand
};

}  // namespace albert

#endif  // ALBERT_MODEL_WORKSPACE_H_
