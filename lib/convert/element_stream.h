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

/// Receives `bytes` of a result at its byte `offset`. With a pool of one thread calls are in order,
/// otherwise in any order and concurrent.
using Sink = FunctionRef<void(std::size_t offset, std::span<const std::byte> bytes)>;

/// Whether a stored tensor is written transposed (matrices only).
enum class Orientation { as_stored, transposed };

/// Passes a tensor to `sink` as f32, f16, bf16 or its own dtype, rounded to nearest, in blocks of a
/// few MB, one per thread. Rethrows exceptions of the sink.
void stream(const TensorView& view, Orientation orientation, DType to, ThreadPool& threads,
            Sink sink);

/// Passes a matrix to `sink` as i8: round(value / scale), where a row's scale is its largest
/// magnitude / 127 (0 for a row of zeros). Returns the scales of the rows. Throws Error{model}
/// naming `name` when a value is not finite.
std::vector<float> stream_quantized(const TensorView& matrix, Orientation orientation,
                                    std::string_view name, ThreadPool& threads, Sink sink);

}  // namespace albert::convert

#endif  // ALBERT_CONVERT_ELEMENT_STREAM_H_
