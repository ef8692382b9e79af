#ifndef ALBERT_MODEL_ACTIVATIONS_H_
#define ALBERT_MODEL_ACTIVATIONS_H_

#include <cstddef>
#include <vector>

#include "base/aligned_array.h"
#include "kernels/matrix.h"
#include "kernels/ops.h"

namespace albert::model {

/// Memory for one matrix, reused from call to call. shape() sets new dimensions and allocates only
/// when the memory is too small; the contents are unspecified afterwards.
class ScratchMatrix {
 public:
  kernels::Matrix shape(std::size_t rows, std::size_t cols) {
    const std::size_t stride = kernels::padded_stride(cols);
    buffer_.reserve(rows * stride);
    return {buffer_.data(), rows, cols, stride};
  }

 private:
  AlignedArray<float> buffer_;
};

/// The intermediate results of one thread, which every block of the encoder overwrites. T is the
/// number of tokens in the slice of a batch that goes through the layers together, R the number of
/// its rows in one block of a parallel loop.
struct Activations {
  std::vector<std::size_t> starts;       ///< of the sequences in the slice
  std::vector<std::size_t> rows;         ///< of the slice whose hidden states are asked for
  ScratchMatrix embedded;                ///< [T, E]
  ScratchMatrix hidden;                  ///< [T, H]
  kernels::ScratchRows query_key_value;  ///< [T, 3H]
  kernels::ScratchRows context;          ///< [T, H]
  ScratchMatrix sum;                     ///< [R, H], before a LayerNorm
  kernels::OpScratch ops;
};

}  // namespace albert::model

#endif  // ALBERT_MODEL_ACTIVATIONS_H_
