#include "albert/convert/verification.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "albert/base/error.h"
#include "albert/model/albert_model.h"

namespace albert {
namespace {

constexpr std::int64_t kLongest = 16;
constexpr std::int64_t kShortest = 7;
constexpr std::size_t kPredictedRows = 4;

/// Two sequences, packed.
struct FixedBatch {
  explicit FixedBatch(const AlbertConfig& config) {
    for (const std::int64_t wanted : {kLongest, kShortest}) {
      const std::int64_t length = std::min(wanted, config.max_position_embeddings);
      for (std::int64_t i = 0; i < length; ++i) {
        // A prime step covers the whole vocabulary.
        const auto drawn = 7919 * static_cast<std::int64_t>(ids.size() + 1);
        ids.push_back(static_cast<std::int32_t>(drawn % config.vocab_size));
        types.push_back(2 * i >= length && config.type_vocab_size > 1 ? 1 : 0);
      }
      starts.push_back(ids.size());
    }
  }
  TokenBatch view() const { return {ids, types, starts}; }

  std::vector<std::int32_t> ids;
  std::vector<std::int32_t> types;
  std::vector<std::size_t> starts = {0};
};

struct Outputs {
  std::vector<float> hidden, pooled, sop, mlm;
};

Outputs run(const ModelSource& source, ThreadPool& threads) {
  const AlbertModel model(source, {.threads = &threads});
  const FixedBatch batch(model.config());
  const auto width = static_cast<std::size_t>(model.config().hidden_size);
  const auto vocabulary = static_cast<std::size_t>(model.config().vocab_size);
  Workspace workspace;
  Outputs outputs;
  const std::span<const float> hidden = model.forward(batch.view(), workspace, threads);
  outputs.hidden.assign(hidden.begin(), hidden.end());
  const std::span<const float> rows(outputs.hidden);
  if (model.parts().has(Component::pooler)) {
    std::vector<float> first_rows;
    for (std::size_t b = 0; b + 1 < batch.starts.size(); ++b) {
      const auto row = rows.subspan(batch.starts[b] * width, width);
      first_rows.insert(first_rows.end(), row.begin(), row.end());
    }
    outputs.pooled.resize(first_rows.size());
    model.pool(first_rows, outputs.pooled, workspace, threads);
  }
  if (model.parts().has(Component::pooler) && model.parts().has(Component::sop_head)) {
    outputs.sop.resize(outputs.pooled.size() / width * 2);
    model.head_logits(Component::sop_head, outputs.pooled, outputs.sop, workspace, threads);
  }
  if (model.parts().has(Component::mlm_head)) {
    const std::size_t count = std::min(kPredictedRows, rows.size() / width);
    outputs.mlm.resize(count * vocabulary);
    model.mlm_logits(rows.first(count * width), outputs.mlm, workspace, threads);
  }
  return outputs;
}

double largest_difference(const std::vector<float>& one, const std::vector<float>& other) {
  if (one.size() != other.size()) {
    throw Error(ErrorCode::model, "the two models do not have the same sizes and parts");
  }
  double largest = 0;
  for (std::size_t i = 0; i < one.size(); ++i) {
    const double difference = std::abs(static_cast<double>(one[i]) - static_cast<double>(other[i]));
    if (std::isnan(difference)) return std::numeric_limits<double>::infinity();
    largest = std::max(largest, difference);
  }
  return largest;
}

}  // namespace

double OutputDifference::largest() const noexcept {
  return std::max({hidden, pooled, sop, mlm});
}

OutputDifference compare_outputs(const ModelSource& one, const ModelSource& other,
                                 ThreadPool& threads) {
  const Outputs a = run(one, threads);
  const Outputs b = run(other, threads);
  return {largest_difference(a.hidden, b.hidden), largest_difference(a.pooled, b.pooled),
          largest_difference(a.sop, b.sop), largest_difference(a.mlm, b.mlm)};
}

}  // namespace albert
