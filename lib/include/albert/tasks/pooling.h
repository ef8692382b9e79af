#ifndef ALBERT_TASKS_POOLING_H_
#define ALBERT_TASKS_POOLING_H_

#include <span>

#include "albert/source/sentence_modules.h"

namespace albert {

/// Pools the vectors of a text's tokens, [tokens, size] with at least one token, to one of `size`.
/// Sums are in double, in the order of the tokens. `mode` is not Pooling::pooler.
void pool_tokens(std::span<const float> rows, Pooling mode, std::span<float> pooled);

/// f(W·x + b) → [outputs]. Sums are in double.
void apply_dense(const DenseModule& dense, std::span<const float> x, std::span<float> y) noexcept;

/// Divides a vector by its length, or by 1e-12 if it is shorter.
void normalize(std::span<float> vector) noexcept;

/// a·b / (|a|·|b|) in double, from -1 to 1; 0 when one of them is 0.
double cosine(std::span<const float> a, std::span<const float> b) noexcept;

}  // namespace albert

#endif  // ALBERT_TASKS_POOLING_H_
