#ifndef ALBERT_CONVERT_ELEMENT_STREAM_H_
#define ALBERT_CONVERT_ELEMENT_STREAM_H_

#include <cstddef>
#include <span>
#include <vector>

#include "albert/base/function_ref.h"
#include "albert/base/tensor.h"

namespace albert::convert {

/// Takes the bytes of a tensor in order, piece by piece.
using Sink = FunctionRef<void(std::span<const std::byte> bytes)>;

/// Sends a tensor as f32, f16, bf16 or its own dtype, rounded to nearest. In pieces of a few MB,
/// so that memory does not depend on the tensor, unless nothing is to be done to it.
void stream(const TensorView& view, DType to, Sink sink);

/// The same of the transpose of a matrix.
void stream_transposed(const TensorView& matrix, DType to, Sink sink);

/// Sends a matrix as i8, one row after the other: round(value / scale), where a row's scale is its
/// largest magnitude / 127 (0 for a row of zeros). Returns the scales. Throws Error{model} naming
/// `name` when a value is not finite.
std::vector<float> stream_quantised(const TensorView& matrix, std::string_view name, Sink sink);

}  // namespace albert::convert

#endif  // ALBERT_CONVERT_ELEMENT_STREAM_H_
