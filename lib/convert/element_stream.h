#ifndef ALBERT_CONVERT_ELEMENT_STREAM_H_
#define ALBERT_CONVERT_ELEMENT_STREAM_H_

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "albert/base/function_ref.h"
#include "albert/base/tensor.h"
#include "albert/base/thread_pool.h"

namespace albert::convert {

/// Takes `bytes` of a result from its byte `offset` on. With a pool of one thread they come in
/// order, else in any order and from all its threads at once.
using Sink = FunctionRef<void(std::size_t offset, std::span<const std::byte> bytes)>;

/// Which way round a stored tensor is sent; `transposed` is for matrices.
enum class Orientation { as_stored, transposed };

/// Sends a tensor as f32, f16, bf16 or its own dtype, rounded to nearest, in pieces of a few MB:
/// each thread holds one. Throws what the sink throws.
void stream(const TensorView& view, Orientation orientation, DType to, ThreadPool& threads,
            Sink sink);

/// Sends a matrix as i8: round(value / scale), where a row's scale is its largest magnitude / 127
/// (0 for a row of zeros). Returns the scales of the rows sent. Throws Error{model} naming `name`
/// when a value is not finite.
std::vector<float> stream_quantized(const TensorView& matrix, Orientation orientation,
                                    std::string_view name, ThreadPool& threads, Sink sink);

}  // namespace albert::convert

#endif  // ALBERT_CONVERT_ELEMENT_STREAM_H_
