#include "albert/config/model_costs.h"

#include <numeric>
#include <vector>

#include "albert/config/sharing_schedule.h"

namespace albert {
namespace {

std::int64_t elements(const TensorSpec& spec) {
  return std::accumulate(spec.shape.begin(), spec.shape.end(), std::int64_t{1},
                         [](std::int64_t product, std::int64_t size) { return product * size; });
}

}  // namespace

ParameterCounts::ParameterCounts(const TensorCatalogue& catalogue) {
  for (const TensorSpec& spec : catalogue.tensors()) {
    by_component[static_cast<std::size_t>(spec.component)] += elements(spec);
  }
}

std::int64_t ParameterCounts::encoder() const noexcept {
  const ParameterCounts& self = *this;
  return self[Component::embeddings] + self[Component::embedding_projection] +
         self[Component::attention] + self[Component::ffn];
}

std::int64_t ParameterCounts::encoder_with_pooler() const noexcept {
  return encoder() + (*this)[Component::pooler];
}

std::int64_t ParameterCounts::total() const noexcept {
  return std::accumulate(by_component.begin(), by_component.end(), std::int64_t{0});
}

std::int64_t flops_per_token(const AlbertConfig& config, const TensorCatalogue& catalogue,
                             std::int64_t sequence_length) {
  const SharingSchedule schedule(config);
  std::vector<std::int64_t> attention(static_cast<std::size_t>(schedule.attention_count));
  std::vector<std::int64_t> ffn(static_cast<std::size_t>(schedule.ffn_count));
  std::int64_t flops = 0;
  for (const TensorSpec& spec : catalogue.tensors()) {
    if (spec.shape.size() != 2) continue;
    const std::int64_t product = 2 * elements(spec);
    const auto block = static_cast<std::size_t>(spec.block);
    if (spec.component == Component::attention) attention[block] += product;
    if (spec.component == Component::ffn) ffn[block] += product;
    if (spec.component == Component::embedding_projection) flops += product;
  }
  for (const BlockStep& step : schedule.steps) {
    flops += attention[static_cast<std::size_t>(step.attention)] +
             ffn[static_cast<std::size_t>(step.ffn)] + 4 * sequence_length * config.hidden_size;
  }
  return flops;
}

}  // namespace albert
