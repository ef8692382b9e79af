#ifndef ALBERT_TRAIN_DATA_EXAMPLE_H_
#define ALBERT_TRAIN_DATA_EXAMPLE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "albert/model/albert_model.h"

namespace albert::train {

/// Pretraining examples as model input: B sequences with T tokens in total, packed without padding,
/// n of the tokens to be predicted. A single example is a batch of one.
struct ExampleBatch {
  std::vector<std::int32_t> input_ids;       ///< [T] masked, [CLS] A [SEP] B [SEP]
  std::vector<std::int32_t> token_type_ids;  ///< [T] 0 up to the first [SEP], then 1
  std::vector<std::size_t> starts = {0};     ///< [B+1] rows of each sequence
  std::vector<std::uint32_t> masked;         ///< [n] rows (of the batch) to predict, ascending
  std::vector<std::int32_t> labels;          ///< [n] original ids
  std::vector<std::uint8_t> swapped;         ///< [B] label of each pair, 1 = swapped (or, for
                                             ///< next sentences, not the next); or empty: no loss
  std::vector<std::uint64_t> keys;           ///< [B] dropout key of each sequence

  std::size_t tokens() const noexcept { return input_ids.size(); }
  std::size_t sequences() const noexcept { return starts.size() - 1; }
  TokenBatch view() const noexcept { return {input_ids, token_type_ids, starts}; }

  /// Removes all examples and keeps the memory.
  void clear() noexcept {
    input_ids.clear();
    token_type_ids.clear();
    starts.resize(1);
    masked.clear();
    labels.clear();
    swapped.clear();
    keys.clear();
  }

  /// Appends the examples of `other`.
  void append(const ExampleBatch& other) {
    const std::size_t first = tokens();
    input_ids.insert(input_ids.end(), other.input_ids.begin(), other.input_ids.end());
    token_type_ids.insert(token_type_ids.end(), other.token_type_ids.begin(),
                          other.token_type_ids.end());
    for (std::size_t b = 1; b < other.starts.size(); ++b) starts.push_back(first + other.starts[b]);
    for (const std::uint32_t row : other.masked) {
      masked.push_back(static_cast<std::uint32_t>(first + row));
    }
    labels.insert(labels.end(), other.labels.begin(), other.labels.end());
    swapped.insert(swapped.end(), other.swapped.begin(), other.swapped.end());
    keys.insert(keys.end(), other.keys.begin(), other.keys.end());
  }
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_EXAMPLE_H_
