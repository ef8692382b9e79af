#ifndef ALBERT_TRAIN_MODEL_NEEDED_ROWS_H_
#define ALBERT_TRAIN_MODEL_NEEDED_ROWS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <vector>

namespace albert::train {

/// The rows of a batch's hidden states that heads read: of its last layer only these are computed.
class NeededRows {
 public:
  /// All rows.
  void set_all() {
    all_ = true;
    rows_.clear();
  }

  /// The first rows of sequences and some others, both ascending.
  void set(std::span<const std::size_t> firsts, std::span<const std::uint32_t> others) {
    all_ = false;
    rows_.clear();
    std::set_union(firsts.begin(), firsts.end(), others.begin(), others.end(),
                   std::back_inserter(rows_));
  }

  /// Ascending; empty for all rows.
  std::span<const std::size_t> rows() const noexcept { return rows_; }

  /// The position among them of a row that is needed.
  std::size_t position(std::size_t row) const noexcept {
    if (all_) return row;
    return static_cast<std::size_t>(std::lower_bound(rows_.begin(), rows_.end(), row) -
                                    rows_.begin());
  }

 private:
  bool all_ = false;
  std::vector<std::size_t> rows_;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_MODEL_NEEDED_ROWS_H_
