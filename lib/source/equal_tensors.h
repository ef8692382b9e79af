#ifndef ALBERT_SOURCE_EQUAL_TENSORS_H_
#define ALBERT_SOURCE_EQUAL_TENSORS_H_

#include <algorithm>
#include <cstddef>
#include <vector>

#include "albert/io/tensor_archive.h"

namespace albert::source {

/// Whether two entries of an archive have the same type, shape and bytes.
inline bool equal_tensors(const TensorArchive& stored, std::size_t a, std::size_t b) {
  std::vector<std::byte> scratch_a, scratch_b;
  const TensorView view_a = stored.read(a, scratch_a);
  const TensorView view_b = stored.read(b, scratch_b);
  return view_a.dtype == view_b.dtype && view_a.shape == view_b.shape &&
         std::ranges::equal(view_a.bytes, view_b.bytes);
}

}  // namespace albert::source

#endif  // ALBERT_SOURCE_EQUAL_TENSORS_H_
