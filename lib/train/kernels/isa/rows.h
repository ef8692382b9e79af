// Backward passes that work row by row: LayerNorm and cross entropy.
#ifndef ALBERT_TRAIN_KERNELS_ISA_ROWS_H_
#define ALBERT_TRAIN_KERNELS_ISA_ROWS_H_

#include <cmath>

#include "kernels/isa/simd.h"
#include "train/kernels/train_kernels.h"

namespace albert::train::ALBERT_ISA {
namespace {

using namespace albert::kernels::ALBERT_ISA;  // NOLINT: the packets of this instruction set

void layer_norm_backward(const ConstMatrix& x, const float* gain, float eps, const ConstMatrix& dy,
                         const Matrix& dx, std::size_t row_begin, std::size_t row_end,
                         float* d_gain, float* d_bias) noexcept {
  const std::size_t cols = x.cols;
  const std::size_t whole = cols / kLanes * kLanes;
  const float share = 1.0f / static_cast<float>(cols);
  for (std::size_t row = row_begin; row < row_end; ++row) {
    const float* in = x.row(row);
    const float* up = dy.row(row);
    float* out = dx.row(row);

    Packet sums = zero();
    for (std::size_t j = 0; j < whole; j += kLanes) sums = simd::padd(sums, load(in + j));
    float mean = simd::predux(sums);
    for (std::size_t j = whole; j < cols; ++j) mean += in[j];
    mean *= share;

    const Packet means = set1(mean);
    Packet squares = zero();
    for (std::size_t j = 0; j < whole; j += kLanes) {
      const Packet d = simd::psub(load(in + j), means);
      squares = simd::pmadd(d, d, squares);
    }
    float variance = simd::predux(squares);
    for (std::size_t j = whole; j < cols; ++j) variance += (in[j] - mean) * (in[j] - mean);
    const float inverse = 1.0f / std::sqrt(variance * share + eps);

    // With n = (x − mean)·inverse and g = dy·gain: dx = inverse·(g − mean(g) − n·mean(g·n)).
    const Packet inverses = set1(inverse);
    Packet g_sums = zero();
    Packet gn_sums = zero();
    for (std::size_t j = 0; j < whole; j += kLanes) {
      const Packet d = load(up + j);
      const Packet n = simd::pmul(simd::psub(load(in + j), means), inverses);
      const Packet g = simd::pmul(d, load(gain + j));
      g_sums = simd::padd(g_sums, g);
      gn_sums = simd::pmadd(g, n, gn_sums);
      store(d_gain + j, simd::pmadd(d, n, load(d_gain + j)));
      store(d_bias + j, simd::padd(d, load(d_bias + j)));
    }
    float g_mean = simd::predux(g_sums);
    float gn_mean = simd::predux(gn_sums);
    for (std::size_t j = whole; j < cols; ++j) {
      const float n = (in[j] - mean) * inverse;
      g_mean += up[j] * gain[j];
      gn_mean += up[j] * gain[j] * n;
      d_gain[j] += up[j] * n;
      d_bias[j] += up[j];
    }
    g_mean *= share;
    gn_mean *= share;

    const Packet g_means = set1(g_mean);
    const Packet gn_means = set1(gn_mean);
    for (std::size_t j = 0; j < whole; j += kLanes) {
      const Packet n = simd::pmul(simd::psub(load(in + j), means), inverses);
      const Packet g = simd::pmul(load(up + j), load(gain + j));
      store(out + j,
            simd::pmul(inverses, simd::psub(simd::psub(g, g_means), simd::pmul(n, gn_means))));
    }
    for (std::size_t j = whole; j < cols; ++j) {
      const float n = (in[j] - mean) * inverse;
      out[j] = inverse * (up[j] * gain[j] - g_mean - n * gn_mean);
    }
  }
}

RowLoss cross_entropy(float* logits, std::size_t columns, std::size_t label, float scale) noexcept {
  const std::size_t whole = columns / kLanes * kLanes;
  float highest = logits[0];
  if (whole != 0) {
    Packet best = load(logits);
    for (std::size_t j = kLanes; j < whole; j += kLanes) best = simd::pmax(best, load(logits + j));
    highest = simd::predux_max(best);
  }
  for (std::size_t j = whole; j < columns; ++j) highest = logits[j] > highest ? logits[j] : highest;

  const float chosen = logits[label];
  const Packet shift = set1(highest);
  Packet sums = zero();
  for (std::size_t j = 0; j < whole; j += kLanes) {
    const Packet weight = exp(simd::psub(load(logits + j), shift));
    store(logits + j, weight);
    sums = simd::padd(sums, weight);
  }
  float sum = simd::predux(sums);
  for (std::size_t j = whole; j < columns; ++j) {
    logits[j] = std::exp(logits[j] - highest);
    sum += logits[j];
  }
  const RowLoss result = {
      .loss = std::log(static_cast<double>(sum)) + (static_cast<double>(highest) - chosen),
      .correct = chosen >= highest};
  if (scale == 0.0f) return result;

  const float factor = scale / sum;
  const Packet factors = set1(factor);
  for (std::size_t j = 0; j < whole; j += kLanes) {
    store(logits + j, simd::pmul(load(logits + j), factors));
  }
  for (std::size_t j = whole; j < columns; ++j) logits[j] *= factor;
  logits[label] -= scale;
  return result;
}

}  // namespace
}  // namespace albert::train::ALBERT_ISA

#endif  // ALBERT_TRAIN_KERNELS_ISA_ROWS_H_
