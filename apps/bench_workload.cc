#include "bench_workload.h"

#include <optional>
#include <string_view>
#include <utility>

#include "albert/base/error.h"
#include "albert/config/model_costs.h"
#include "albert/config/tensor_catalogue.h"
#include "common/line_reader.h"

namespace albert::apps {
namespace {

constexpr std::size_t kBatchTokens = 4096;

}  // namespace

BenchWorkload::BenchWorkload(const AlbertConfig& config, std::size_t batch, std::size_t seq) {
  batches_.emplace_back();
  for (std::size_t b = 0; b < batch; ++b) {
    std::vector<std::int32_t> ids;
    for (std::size_t i = b * seq; i < (b + 1) * seq; ++i) {
      ids.push_back(
          static_cast<std::int32_t>(i * 7919 % static_cast<std::size_t>(config.vocab_size)));
    }
    add(std::move(ids));
  }
}

BenchWorkload::BenchWorkload(const AlbertConfig& config, const std::string& text,
                             const TextOptions& options, const Tokenizer& tokenizer) {
  const auto longest = static_cast<std::size_t>(config.max_position_embeddings);
  LineReader reader(text, options);
  while (const std::optional<std::string_view> line = reader.next()) {
    if (line->empty()) continue;
    Encoding encoding = tokenizer.encode(*line, std::nullopt, {.max_length = longest});
    const bool full =
        batches_.empty() || batches_.back().ids.size() + encoding.size() > kBatchTokens;
    if (full) batches_.emplace_back();
    add(std::move(encoding.input_ids));
  }
  if (batches_.empty()) throw Error(ErrorCode::usage, "there is no line in it", text);
}

void BenchWorkload::add(std::vector<std::int32_t> ids) {
  Batch& batch = batches_.back();
  batch.ids.insert(batch.ids.end(), ids.begin(), ids.end());
  batch.types.resize(batch.ids.size(), 0);
  batch.starts.push_back(batch.ids.size());
  ++sequences_;
  tokens_ += ids.size();
}

TokenBatch BenchWorkload::batch(std::size_t index) const noexcept {
  const Batch& batch = batches_[index];
  return {batch.ids, batch.types, batch.starts};
}

double BenchWorkload::flops(const AlbertModel& model) const {
  const TensorCatalogue catalogue(model.config(), model.parts());
  double sum = 0;
  for (const Batch& batch : batches_) {
    for (std::size_t b = 1; b < batch.starts.size(); ++b) {
      const auto length = static_cast<std::int64_t>(batch.starts[b] - batch.starts[b - 1]);
      sum += static_cast<double>(length) *
             static_cast<double>(flops_per_token(model.config(), catalogue, length));
    }
  }
  return sum;
}

}  // namespace albert::apps
