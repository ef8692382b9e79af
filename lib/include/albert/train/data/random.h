#ifndef ALBERT_TRAIN_DATA_RANDOM_H_
#define ALBERT_TRAIN_DATA_RANDOM_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <utility>

namespace albert::train {

/// A counter-based stream of random numbers. It depends only on its key (a seed and the numbers
/// that identify its use: epoch, document, …), so any part of the data can be reproduced
/// separately, in any order, by any thread. SplitMix64; bit-identical on every machine.
class Random {
 public:
  explicit Random(std::initializer_list<std::uint64_t> key) noexcept {
    for (const std::uint64_t part : key) state_ = mix(state_ + kStep + part);
  }

  std::uint64_t next() noexcept { return mix(state_ += kStep); }

  /// In [0, 1).
  double uniform() noexcept { return static_cast<double>(next() >> 11) * 0x1p-53; }

  /// In [0, limit), limit > 0. The bias is below limit / 2^64.
  std::uint64_t below(std::uint64_t limit) noexcept {
    // High half of a 64 × 64 bit product, from 32-bit halves.
    const std::uint64_t x = next();
    const std::uint64_t low = (x & 0xffffffffU) * (limit & 0xffffffffU);
    const std::uint64_t middle = (x >> 32) * (limit & 0xffffffffU) + (low >> 32);
    const std::uint64_t other = (x & 0xffffffffU) * (limit >> 32) + (middle & 0xffffffffU);
    return (x >> 32) * (limit >> 32) + (middle >> 32) + (other >> 32);
  }

  template <typename T>
  void shuffle(std::span<T> items) noexcept {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }

 private:
  static constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15U;

  static std::uint64_t mix(std::uint64_t x) noexcept {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
  }

  std::uint64_t state_ = 0;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_RANDOM_H_
