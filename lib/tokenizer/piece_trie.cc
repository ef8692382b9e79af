#include "tokenizer/piece_trie.h"

#include <algorithm>
#include <span>
#include <stdexcept>

namespace albert {
namespace {

constexpr std::size_t kBlock = 256;
constexpr std::size_t kMaxSlots = std::size_t{1} << 23U;

/// How many slots back a free base is searched. Larger values give a smaller array and a slower
/// build.
constexpr std::size_t kOpenSlots = 4 * kBlock;

}  // namespace

/// Places one node's children at a time, depth first over the sorted keys.
class PieceTrie::Builder {
 public:
  Builder(std::span<const Entry> sorted, std::vector<Unit>& units)
      : entries_(sorted), units_(units) {
    add_block();
    units_[kRoot].base_and_label = kFree - 1;  // taken, and no byte's label
    base_used_[0] = true;                      // a leaf's base, where nothing may match
    pending_.push_back({kRoot, 0, entries_.size(), 0});
  }

  void build() {
    while (!pending_.empty()) {
      const Range range = pending_.back();
      pending_.pop_back();
      place_children(range);
    }
  }

 private:
  /// Entries [first, last) share their first `depth` bytes, which lead to `node`.
  struct Range {
    Node node;
    std::size_t first, last, depth;
  };

  void add_block() {
    if (units_.size() + kBlock > kMaxSlots) throw std::length_error("the vocabulary is too large");
    units_.resize(units_.size() + kBlock);
    base_used_.resize(units_.size());
  }

  bool is_free(std::size_t slot) const { return units_[slot].base_and_label == kFree; }

  bool fits(std::size_t base) const {
    return !base_used_[base] && std::all_of(labels_.begin(), labels_.end(),
                                            [&](unsigned label) { return is_free(base ^ label); });
  }

  std::size_t find_base() {
    if (units_.size() > kOpenSlots) first_free_ = std::max(first_free_, units_.size() - kOpenSlots);
    while (first_free_ < units_.size() && !is_free(first_free_)) ++first_free_;
    for (std::size_t slot = first_free_; slot < units_.size(); ++slot) {
      const std::size_t base = slot ^ labels_.front();
      if (is_free(slot) && fits(base)) return base;
    }
    add_block();
    return units_.size() - kBlock;
  }

  void place_children(Range range) {
    while (range.first < range.last && entries_[range.first].key.size() == range.depth) {
      units_[range.node].value = entries_[range.first++].value;
    }
    const auto label_at = [&](std::size_t entry) {
      return static_cast<unsigned>(static_cast<unsigned char>(entries_[entry].key[range.depth]));
    };
    labels_.clear();
    for (std::size_t i = range.first; i < range.last; ++i) {
      if (labels_.empty() || labels_.back() != label_at(i)) labels_.push_back(label_at(i));
    }
    if (labels_.empty()) return;

    const std::size_t base = find_base();
    base_used_[base] = true;
    std::uint32_t& own = units_[range.node].base_and_label;
    own = static_cast<std::uint32_t>(base << kLabelBits) | (own & kLabelMask);
    for (std::size_t i = range.first; i < range.last;) {
      const unsigned label = label_at(i);
      const auto child = static_cast<Node>(base ^ label);
      units_[child].base_and_label = label;
      const std::size_t first = i;
      while (i < range.last && label_at(i) == label) ++i;
      pending_.push_back({child, first, i, range.depth + 1});
    }
  }

  std::span<const Entry> entries_;
  std::vector<Unit>& units_;
  std::size_t first_free_ = 0;
  std::vector<bool> base_used_;
  std::vector<unsigned> labels_;
  std::vector<Range> pending_;
};

PieceTrie::PieceTrie(std::vector<Entry> entries) {
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.key < b.key; });
  Builder(entries, units_).build();
}

std::optional<std::int32_t> PieceTrie::find(std::string_view key) const noexcept {
  Node node = kRoot;
  for (const char byte : key) {
    if (!step(node, byte)) return std::nullopt;
  }
  if (value(node) == kNoValue) return std::nullopt;
  return value(node);
}

std::size_t PieceTrie::longest_prefix(std::string_view text) const noexcept {
  std::size_t longest = 0;
  Node node = kRoot;
  for (std::size_t i = 0; i < text.size() && step(node, text[i]); ++i) {
    if (value(node) != kNoValue) longest = i + 1;
  }
  return longest;
}

}  // namespace albert
