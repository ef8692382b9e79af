#ifndef ALBERT_TOKENIZER_CODE_POINT_SET_H_
#define ALBERT_TOKENIZER_CODE_POINT_SET_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

namespace albert {

/// Code points from `first` to `last`, both included.
struct Interval {
  char32_t first, last;
};

/// Whether a set, given as ascending intervals, contains a code point.
template <std::size_t N>
bool contains(const std::array<Interval, N>& sorted, char32_t code_point) noexcept {
  const auto after =
      std::upper_bound(sorted.begin(), sorted.end(), code_point,
                       [](char32_t value, const Interval& i) { return value < i.first; });
  return after != sorted.begin() && code_point <= std::prev(after)->last;
}

}  // namespace albert

#endif  // ALBERT_TOKENIZER_CODE_POINT_SET_H_
