#ifndef ALBERT_TRAIN_MODEL_ROWS_H_
#define ALBERT_TRAIN_MODEL_ROWS_H_

#include <algorithm>
#include <cstddef>
#include <span>

#include "kernels/matrix.h"
#include "model/activations.h"

namespace albert::train {

// Some rows of a matrix, named by a function of their number.

/// to[r] = from[row_of(r)]
template <typename RowIndex>
void gather(kernels::ConstMatrix from, const RowIndex& row_of, kernels::Matrix to) {
  for (std::size_t r = 0; r < to.rows; ++r) std::copy_n(from.row(row_of(r)), to.cols, to.row(r));
}

/// The named rows of a matrix, in scratch memory.
inline kernels::Matrix gather(kernels::ConstMatrix from, std::span<const std::size_t> rows,
                              model::ScratchMatrix& scratch) {
  const kernels::Matrix to = scratch.shape(rows.size(), from.cols);
  gather(
      from, [&](std::size_t r) { return rows[r]; }, to);
  return to;
}

/// to[row_of(r)] += from[r]
template <typename RowIndex>
void scatter_add(kernels::ConstMatrix from, const RowIndex& row_of, kernels::Matrix to) {
  for (std::size_t r = 0; r < from.rows; ++r) {
    float* row = to.row(row_of(r));
    for (std::size_t j = 0; j < from.cols; ++j) row[j] += from.row(r)[j];
  }
}

/// Moves row r of m to positions[r] (ascending) and puts zeros into the other rows. m must have
/// room for `rows`, which the result has.
inline kernels::Matrix scatter_rows(kernels::Matrix m, std::span<const std::size_t> positions,
                                    std::size_t rows) {
  std::size_t left = m.rows;
  for (std::size_t row = rows; row-- > 0;) {
    if (left == 0 || positions[left - 1] != row) {
      std::fill_n(m.row(row), m.cols, 0.0f);
    } else if (--left != row) {
      std::copy_n(m.row(left), m.cols, m.row(row));
    }
  }
  return {m.data, rows, m.cols, m.stride};
}

}  // namespace albert::train

#endif  // ALBERT_TRAIN_MODEL_ROWS_H_
