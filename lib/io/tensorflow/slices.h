#ifndef ALBERT_IO_TENSORFLOW_SLICES_H_
#define ALBERT_IO_TENSORFLOW_SLICES_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "albert/base/tensor.h"
#include "io/strided_copy.h"

// Partitioned variables: TensorFlow may store a tensor as boxes of it, each under a key of its own.
namespace albert::io {

/// One dimension of a slice: elements [first, first + count).
struct TfExtent {
  static constexpr std::int64_t kAll = -1;

  std::int64_t first = 0;
  std::int64_t count = kAll;  ///< kAll: the whole dimension, which an index spells in this way
};

/// A box of a tensor, an extent for each dimension. Unchecked until partition_problem has seen it.
using TfSlice = std::vector<TfExtent>;

/// As TensorFlow writes it: "0,2:-" is rows 0 and 1 of a matrix.
std::string to_string(const TfSlice& slice);

/// The key under which an index describes a slice of the tensor `name`, which is plausible: bytes
/// 00 and FF would have to be escaped.
std::string tf_slice_key(std::string_view name, const TfSlice& slice);

/// Why `slices` do not cover each element of a tensor of `shape` exactly once; empty when they do.
/// The shape's element count must not overflow.
std::string partition_problem(const Shape& shape, std::span<const TfSlice> slices);

/// The place of a slice's elements in the dense tensor, once partition_problem found none.
StridedLayout layout_of(const TfSlice& slice, const Shape& shape);

}  // namespace albert::io

#endif  // ALBERT_IO_TENSORFLOW_SLICES_H_
