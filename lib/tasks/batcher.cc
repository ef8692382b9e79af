#include "albert/tasks/batcher.h"

#include <algorithm>
#include <numeric>

namespace albert {

std::vector<std::vector<std::size_t>> plan_batches(std::span<const std::size_t> lengths,
                                                   std::size_t batch_tokens) {
  std::vector<std::size_t> order(lengths.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::erase_if(order, [&](std::size_t i) { return lengths[i] == 0; });
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return lengths[i]; });
  std::vector<std::vector<std::size_t>> batches;
  std::size_t tokens = 0;
  for (const std::size_t i : order) {
    if (batches.empty() || tokens + lengths[i] > batch_tokens) {
      batches.emplace_back();
      tokens = 0;
    }
    batches.back().push_back(i);
    tokens += lengths[i];
  }
  return batches;
}

void PackedBatch::clear() {
  input_ids_.clear();
  token_type_ids_.clear();
  starts_.assign(1, 0);
}

void PackedBatch::add(std::span<const std::int32_t> input_ids,
                      std::span<const std::int32_t> token_type_ids) {
  input_ids_.insert(input_ids_.end(), input_ids.begin(), input_ids.end());
  token_type_ids_.insert(token_type_ids_.end(), token_type_ids.begin(), token_type_ids.end());
  starts_.push_back(input_ids_.size());
}

void PackedBatch::pack(std::span<const EncodedText> texts, std::span<const std::size_t> indices) {
  clear();
  for (const std::size_t i : indices) {
    add(texts[i].encoding.input_ids, texts[i].encoding.token_type_ids);
  }
}

void for_each_batch(
    std::span<const EncodedText> texts, std::size_t batch_tokens,
    FunctionRef<void(const TokenBatch& batch, std::span<const std::size_t> indices)> run) {
  std::vector<std::size_t> lengths;
  lengths.reserve(texts.size());
  for (const EncodedText& text : texts) lengths.push_back(text.good() ? text.encoding.size() : 0);
  PackedBatch batch;
  for (const std::vector<std::size_t>& indices : plan_batches(lengths, batch_tokens)) {
    batch.pack(texts, indices);
    run(batch.view(), indices);
  }
}

}  // namespace albert
