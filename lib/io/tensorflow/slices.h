#ifndef ALBERT_IO_TENSORFLOW_SLICES_H_
#define ALBERT_IO_TENSORFLOW_SLICES_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "albert/base/tensor.h"
#include "io/strided_copy.h"

// Partitioned variables: TensorFlow may store a tensor as boxes, each under its own key.
namespace albert::io {

/// One dimension of a slice: elements [first, first + count).
struct TfExtent {
  static constexpr std::int64_t kAll = -1;

  std::int64_t first = 0;
  std::int64_t count = kAll;  ///< kAll: the whole dimension, as in an index
};

/// A box of a tensor, one extent per dimension. Unchecked before partition_problem().
using TfSlice = std::vector<TfExtent>;

/// TensorFlow's notation: "0,2:-" is rows 0 and 1 of a matrix.
std::string to_string(const TfSlice& slice);

/// The key of a slice of the tensor `name` in an index. The name is valid, so it has no bytes 00
/// and FF, which would need escapes.
std::string tf_slice_key(std::string_view name, const TfSlice& slice);

/// Why `slices` do not cover each element of a tensor of `shape` exactly once; empty when they do.
/// The shape's element count must not overflow.
std::string partition_problem(const Shape& shape, std::span<const TfSlice> slices);

/// The layout of a slice in the dense tensor. Requires that partition_problem() is empty.
StridedLayout layout_of(const TfSlice& slice, const Shape& shape);

}  // namespace albert::io

#endif  // ALBERT_IO_TENSORFLOW_SLICES_H_
