#ifndef ALBERT_TRAIN_MODEL_NEEDED_ROWS_H_
#define ALBERT_TRAIN_MODEL_NEEDED_ROWS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <span>
#include <vector>

namespace albert::train {

/// The rows of a batch's hidden states that heads read: of its last layer only these are computed.
class NeededRows {
 public:
  /// All of `tokens` rows.
  void set_all(std::size_t tokens) {
    rows_.resize(tokens);
    std::iota(rows_.begin(), rows_.end(), std::size_t{0});
  }

  /// The first rows of sequences and some others, both ascending.
  void set(std::span<const std::size_t> firsts, std::span<const std::uint32_t> others) {
    rows_.clear();
    std::set_union(firsts.begin(), firsts.end(), others.begin(), others.end(),
                   std::back_inserter(rows_));
  }

  /// Ascending.
  std::span<const std::size_t> rows() const noexcept { return rows_; }

  /// The position among rows() of a row that is one of them.
  std::size_t position(std::size_t row) const noexcept {
    return static_cast<std::size_t>(std::lower_bound(rows_.begin(), rows_.end(), row) -
                                    rows_.begin());
  }

 private:
  std::vector<std::size_t> rows_;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_MODEL_NEEDED_ROWS_H_
