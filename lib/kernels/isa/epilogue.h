// What happens to the sums of a tile before they are stored.
#ifndef ALBERT_KERNELS_ISA_EPILOGUE_H_
#define ALBERT_KERNELS_ISA_EPILOGUE_H_

#include <cstring>

#include "kernels/isa/activations.h"
#include "kernels/isa/pack.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

/// A block of rows of m; without memory when m has none.
template <typename View>
View block(const View& m, std::size_t row, std::size_t column, std::size_t rows, std::size_t cols) {
  return {m.data != nullptr ? m.row(row) + column : nullptr, rows, cols, m.stride};
}

/// The epilogue of one tile: blocks of up to kPanel columns.
struct TileEpilogue {
  Pointwise pointwise;
  Matrix derivative;
  ConstMatrix factor;
  ConstMatrix residual;

  /// Of the rows × cols elements from (row, column) on.
  TileEpilogue(const Epilogue& whole, std::size_t row, std::size_t column, std::size_t rows,
               std::size_t cols)
      : pointwise(whole.pointwise),
        derivative(block(whole.derivative, row, column, rows, cols)),
        factor(block(whole.factor, row, column, rows, cols)),
        residual(block(whole.residual, row, column, rows, cols)) {}
};

/// y = function(tile) ∘ factor + residual, in one pass over a tile (rows of kPanel floats) that is
/// still in the nearest cache.
template <typename Function>
void finish_rows(float* tile, const TileEpilogue& epilogue, const Matrix& y, Function function) {
  const ConstMatrix& factor = epilogue.factor;
  const ConstMatrix& residual = epilogue.residual;
  for (std::size_t r = 0; r < y.rows; ++r, tile += kPanel) {
    Packet left = function(load(tile));
    Packet right = function(load(tile + kLanes));
    float* to = y.row(r);
    if (y.cols == kPanel) {
      if (factor.data != nullptr) {
        left = simd::pmul(left, load(factor.row(r)));
        right = simd::pmul(right, load(factor.row(r) + kLanes));
      }
      if (residual.data != nullptr) {
        left = simd::padd(left, load(residual.row(r)));
        right = simd::padd(right, load(residual.row(r) + kLanes));
      }
      store(to, left);
      store(to + kLanes, right);
    } else {
      store(tile, left);
      store(tile + kLanes, right);
      for (std::size_t j = 0; j < y.cols; ++j) {
        if (factor.data != nullptr) tile[j] *= factor.row(r)[j];
        to[j] = residual.data != nullptr ? tile[j] + residual.row(r)[j] : tile[j];
      }
    }
  }
}

/// Replaces a tile by the function's values and stores its derivatives.
template <typename Function>
void differentiate_rows(float* tile, const Matrix& derivative, Function function) {
  for (std::size_t r = 0; r < derivative.rows; ++r, tile += kPanel) {
    const WithDerivative left = function(load(tile));
    const WithDerivative right = function(load(tile + kLanes));
    float slopes[kPanel];
    store(slopes, left.derivative);
    store(slopes + kLanes, right.derivative);
    std::memcpy(derivative.row(r), slopes, derivative.cols * sizeof(float));
    store(tile, left.value);
    store(tile + kLanes, right.value);
  }
}

inline void differentiate(Pointwise pointwise, float* tile, const Matrix& to) {
  switch (pointwise) {
    case Pointwise::none:
      return differentiate_rows(tile, to, [](Packet x) { return WithDerivative{x, set1(1.0f)}; });
    case Pointwise::gelu:
      return differentiate_rows(tile, to, [](Packet x) { return gelu_derivative(x); });
    case Pointwise::gelu_new:
      return differentiate_rows(tile, to, [](Packet x) { return gelu_new_derivative(x); });
    case Pointwise::relu:
      return differentiate_rows(tile, to, [](Packet x) { return relu_derivative(x); });
    case Pointwise::tanh:
      return differentiate_rows(tile, to, [](Packet x) { return tanh_derivative(x); });
  }
}

/// Turns the sums of a tile (rows of kPanel floats, overwritten) into a block of y.
inline void finish(const TileEpilogue& epilogue, float* tile, const Matrix& y) {
  Pointwise pointwise = epilogue.pointwise;
  if (epilogue.derivative.data != nullptr) {
    differentiate(pointwise, tile, epilogue.derivative);
    pointwise = Pointwise::none;
  }
  switch (pointwise) {
    case Pointwise::none:
      return finish_rows(tile, epilogue, y, [](Packet x) { return x; });
    case Pointwise::gelu:
      return finish_rows(tile, epilogue, y, [](Packet x) { return gelu(x); });
    case Pointwise::gelu_new:
      return finish_rows(tile, epilogue, y, [](Packet x) { return gelu_new(x); });
    case Pointwise::relu:
      return finish_rows(tile, epilogue, y, [](Packet x) { return relu(x); });
    case Pointwise::tanh:
      return finish_rows(tile, epilogue, y, [](Packet x) { return tanh(x); });
  }
}

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_EPILOGUE_H_
