// What happens to a tile of a product before its next one is computed.
#ifndef ALBERT_TRAIN_KERNELS_ISA_EPILOGUE_H_
#define ALBERT_TRAIN_KERNELS_ISA_EPILOGUE_H_

#include "train/kernels/isa/derivatives.h"
#include "train/kernels/isa/tile.h"

namespace albert::train::ALBERT_ISA {
namespace {

/// A block of rows × cols ≤ kPanel floats.
struct Block {
  float* data;
  std::size_t stride;
  std::size_t rows;
  std::size_t cols;
};

template <typename OnPacket>
void for_each_packet(const Block& block, OnPacket on_packet) {
  for (std::size_t r = 0; r < block.rows; ++r) {
    on_packet(r, 0);
    on_packet(r, kLanes);
  }
}

template <typename Function>
void map_block(const Block& c, Function function) {
  for_each_packet(c, [&](std::size_t r, std::size_t j) {
    float* at = c.data + r * c.stride + j;
    store(at, function(load(at)).value);
  });
}

/// The function in place and its derivative into `d` (rows of kPanel floats at least).
template <typename Function>
void map_block(const Block& c, float* d, std::size_t d_stride, Function function) {
  for_each_packet(c, [&](std::size_t r, std::size_t j) {
    float* at = c.data + r * c.stride + j;
    const WithDerivative result = function(load(at));
    store(at, result.value);
    store(d + r * d_stride + j, result.derivative);
  });
}

template <typename... Where>
void apply(Pointwise pointwise, const Block& c, Where... derivative) {
  switch (pointwise) {
    case Pointwise::none:
      return;
    case Pointwise::gelu:
      return map_block(c, derivative..., [](Packet x) { return gelu_derivative(x); });
    case Pointwise::gelu_new:
      return map_block(c, derivative..., [](Packet x) { return gelu_new_derivative(x); });
    case Pointwise::relu:
      return map_block(c, derivative..., [](Packet x) { return relu_derivative(x); });
    case Pointwise::tanh:
      return map_block(c, derivative..., [](Packet x) { return tanh_derivative(x); });
  }
}

/// The epilogue of one tile whose first element is (row, column) of y.
inline void finish(const Epilogue& epilogue, const Block& c, std::size_t row, std::size_t column) {
  if (epilogue.derivative.data == nullptr) {
    apply(epilogue.pointwise, c);
  } else if (c.cols == kPanel) {
    apply(epilogue.pointwise, c, epilogue.derivative.row(row) + column, epilogue.derivative.stride);
  } else {
    alignas(64) float edge[kTileRows * kPanel];
    apply(epilogue.pointwise, c, static_cast<float*>(edge), kPanel);
    put(edge, c.rows, c.cols, epilogue.derivative.row(row) + column, epilogue.derivative.stride);
  }
  if (epilogue.factor.data != nullptr) {
    for (std::size_t r = 0; r < c.rows; ++r) {
      const float* factor = epilogue.factor.row(row + r) + column;
      for (std::size_t j = 0; j < c.cols; ++j) c.data[r * c.stride + j] *= factor[j];
    }
  }
  if (epilogue.residual.data != nullptr) {
    for (std::size_t r = 0; r < c.rows; ++r) {
      const float* residual = epilogue.residual.row(row + r) + column;
      for (std::size_t j = 0; j < c.cols; ++j) c.data[r * c.stride + j] += residual[j];
    }
  }
}

}  // namespace
}  // namespace albert::train::ALBERT_ISA

#endif  // ALBERT_TRAIN_KERNELS_ISA_EPILOGUE_H_
