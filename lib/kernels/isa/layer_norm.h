#ifndef ALBERT_KERNELS_ISA_LAYER_NORM_H_
#define ALBERT_KERNELS_ISA_LAYER_NORM_H_

#include <cmath>

#include "kernels/isa/simd.h"
#include "kernels/kernel_table.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

/// Sum of f over a row: packets first, then the tail one by one.
template <typename OnPacket, typename OnFloat>
float sum_row(const float* x, std::size_t cols, OnPacket on_packet, OnFloat on_float) {
  Packet sums = zero();
  std::size_t j = 0;
  for (; j + kLanes <= cols; j += kLanes) sums = simd::padd(sums, on_packet(load(x + j)));
  float sum = simd::predux(sums);
  for (; j < cols; ++j) sum += on_float(x[j]);
  return sum;
}

void layer_norm(const ConstMatrix& x, const float* gain, const float* bias, float eps,
                const Matrix& y, std::size_t row_begin, std::size_t row_end) noexcept {
  const std::size_t cols = x.cols;
  const float count = static_cast<float>(cols);
  for (std::size_t r = row_begin; r < row_end; ++r) {
    const float* from = x.row(r);
    float* to = y.row(r);
    const float mean = sum_row(
                           from, cols, [](Packet v) { return v; }, [](float v) { return v; }) /
                       count;
    const Packet means = set1(mean);
    const float variance = sum_row(
                               from, cols,
                               [&](Packet v) {
                                 const Packet d = simd::psub(v, means);
                                 return simd::pmul(d, d);
                               },
                               [&](float v) { return (v - mean) * (v - mean); }) /
                           count;
    const float inverse = 1.0f / std::sqrt(variance + eps);
    const Packet inverses = set1(inverse);
    std::size_t j = 0;
    for (; j + kLanes <= cols; j += kLanes) {
      const Packet normal = simd::pmul(simd::psub(load(from + j), means), inverses);
      store(to + j, simd::pmadd(normal, load(gain + j), load(bias + j)));
    }
    for (; j < cols; ++j) to[j] = (from[j] - mean) * inverse * gain[j] + bias[j];
  }
}

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_LAYER_NORM_H_
