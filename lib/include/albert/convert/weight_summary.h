#ifndef ALBERT_CONVERT_WEIGHT_SUMMARY_H_
#define ALBERT_CONVERT_WEIGHT_SUMMARY_H_

#include <cstddef>
#include <string>

#include "albert/base/tensor.h"
#include "albert/io/tensor_archive.h"

namespace albert {

/// SHA-256 of a model's weights, in hexadecimal, independent of container, tensor order and stored
/// names. `tensors` are those of a ModelSource, with canonical names. In the byte order of their
/// names, each contributes "NAME\n", its shape as "[30000, 128]\n", and its values as little-endian
/// f32. Weights stored as f16 or int8 have another digest than the f32 weights they were rounded
/// from. Throws Error{model} when a stored tensor is damaged.
std::string weight_digest(const TensorArchive& tensors);

struct TensorStats {
  float min = 0;  ///< of the finite values, like `max` and `mean`; 0 when there are none
  float max = 0;
  double mean = 0;
  std::size_t not_finite = 0;  ///< infinities and NaNs
};
TensorStats tensor_stats(const TensorView& view);

}  // namespace albert

#endif  // ALBERT_CONVERT_WEIGHT_SUMMARY_H_
