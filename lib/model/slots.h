#ifndef ALBERT_MODEL_SLOTS_H_
#define ALBERT_MODEL_SLOTS_H_

#include <cstddef>
#include <vector>

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

/// One thread's intermediates; every block of the encoder uses the same. T tokens of the piece of a
/// batch that goes through the layers together, R rows of it that one thread has at hand.
struct Slots {
  std::vector<std::size_t> starts;  ///< of the sequences in the piece
  std::vector<std::size_t> rows;    ///< of the piece that are asked for
  Slot embedded;                    ///< [T, E]
  Slot hidden;                      ///< [T, H]
  Slot query_key_value;             ///< [T, 3H]
  Slot context;                     ///< [T, H]
  Slot inner;                       ///< [R, I]
  Slot sum;                         ///< [R, H], before a LayerNorm
  kernels::OpScratch ops;
};

}  // namespace albert::model

#endif  // ALBERT_MODEL_SLOTS_H_
