#include "support/reference_model.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace albert::test {
namespace {

double cross_entropy(const std::vector<double>& logits, std::size_t label) {
  const double highest = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (const double logit : logits) sum += std::exp(logit - highest);
  return std::log(sum) + highest - logits[label];
}

std::size_t index(std::int32_t id) {
  return static_cast<std::size_t>(id);
}

}  // namespace

double ReferenceModel::activate(double x) const {
  switch (config_.hidden_act) {
    case Activation::gelu:
      return 0.5 * x * (1 + std::erf(x / std::numbers::sqrt2));
    case Activation::gelu_new:
      return 0.5 * x *
             (1 + std::tanh(std::sqrt(2 / std::numbers::pi) * (x + 0.044715 * x * x * x)));
    case Activation::relu:
      return std::max(0.0, x);
  }
  return x;
}

ReferenceModel::Rows ReferenceModel::linear(const std::vector<double>& parameters, const Rows& x,
                                            TensorRole weight, TensorRole bias,
                                            std::size_t block) const {
  const TensorCatalogue& catalogue = layout_.catalogue();
  const Shape& shape = catalogue.tensors()[catalogue.find(weight, static_cast<int>(block))].shape;
  const double* w = parameters.data() + layout_.offset(weight, block);
  const double* b = parameters.data() + layout_.offset(bias, block);
  const auto outputs = static_cast<std::size_t>(shape[0]);
  const auto inputs = static_cast<std::size_t>(shape[1]);
  Rows y;
  for (const auto& row : x) {
    auto& out = y.emplace_back(b, b + outputs);
    for (std::size_t n = 0; n < outputs; ++n) {
      for (std::size_t k = 0; k < inputs; ++k) out[n] += row[k] * w[n * inputs + k];
    }
  }
  return y;
}

void ReferenceModel::norm(const std::vector<double>& parameters, Rows& x, TensorRole gain,
                          TensorRole bias, std::size_t block) const {
  const double* g = parameters.data() + layout_.offset(gain, block);
  const double* b = parameters.data() + layout_.offset(bias, block);
  for (auto& row : x) {
    const auto count = static_cast<double>(row.size());
    double mean = 0, variance = 0;
    for (const double value : row) mean += value / count;
    for (const double value : row) variance += (value - mean) * (value - mean) / count;
    for (std::size_t j = 0; j < row.size(); ++j) {
      row[j] = (row[j] - mean) / std::sqrt(variance + config_.layer_norm_eps) * g[j] + b[j];
    }
  }
}

void ReferenceModel::drop(double probability, train::DropoutKey key, Rows& x) const {
  if (probability == 0) return;
  for (std::size_t t = 0; t < x.size(); ++t) {
    std::vector<float> factors(x[t].size(), 1.0f);
    kernels_.drop(train::Dropout(probability), key.row(t), factors.data(), factors.size());
    for (std::size_t j = 0; j < x[t].size(); ++j) {
      x[t][j] *= factors[j] == 0 ? 0 : 1 / (1 - probability);
    }
  }
}

ReferenceModel::Rows ReferenceModel::attend(const Rows& query, const Rows& key, const Rows& value,
                                            std::uint64_t example, std::uint64_t first_site) const {
  const auto size = static_cast<std::size_t>(config_.head_size());
  Rows context(query.size(), std::vector<double>(query.front().size(), 0.0));
  for (std::size_t head = 0; head < query.front().size() / size; ++head) {
    Rows weights(query.size(), std::vector<double>(key.size(), 0.0));
    for (std::size_t i = 0; i < query.size(); ++i) {
      double sum = 0;
      for (std::size_t j = 0; j < key.size(); ++j) {
        for (std::size_t d = head * size; d < (head + 1) * size; ++d) {
          weights[i][j] += query[i][d] * key[j][d];
        }
        weights[i][j] = std::exp(weights[i][j] / std::sqrt(static_cast<double>(size)));
        sum += weights[i][j];
      }
      for (double& weight : weights[i]) weight /= sum;
    }
    drop(config_.attention_probs_dropout_prob, {example, first_site + head}, weights);
    for (std::size_t i = 0; i < query.size(); ++i) {
      for (std::size_t j = 0; j < key.size(); ++j) {
        for (std::size_t d = head * size; d < (head + 1) * size; ++d) {
          context[i][d] += weights[i][j] * value[j][d];
        }
      }
    }
  }
  return context;
}

ReferenceModel::Rows ReferenceModel::forward_hidden(const std::vector<double>& parameters,
                                                    const train::ExampleBatch& batch,
                                                    std::size_t sequence) const {
  using enum TensorRole;
  const auto embedding = static_cast<std::size_t>(config_.embedding_size);
  const auto table = [&](TensorRole role, std::size_t row) {
    return parameters.data() + layout_.offset(role) + row * embedding;
  };
  const std::size_t first = batch.starts[sequence];
  Rows x;
  for (std::size_t t = first; t < batch.starts[sequence + 1]; ++t) {
    auto& row = x.emplace_back(embedding);
    for (std::size_t j = 0; j < embedding; ++j) {
      row[j] = table(word_embeddings, index(batch.input_ids[t]))[j] +
               table(position_embeddings, t - first)[j] +
               table(token_type_embeddings, index(batch.token_type_ids[t]))[j];
    }
  }
  norm(parameters, x, embedding_norm_weight, embedding_norm_bias);
  const std::uint64_t example = batch.keys[sequence];
  const double dropout = config_.hidden_dropout_prob;
  std::uint64_t site = 0;  // embeddings, then for each step attention output, FFN output, heads
  drop(dropout, {example, site++}, x);
  x = linear(parameters, x, projection_weight, projection_bias);
  const auto add_and_norm = [&](Rows sum, TensorRole gain, TensorRole bias, std::size_t block) {
    for (std::size_t t = 0; t < sum.size(); ++t) {
      for (std::size_t j = 0; j < sum[t].size(); ++j) sum[t][j] += x[t][j];
    }
    norm(parameters, sum, gain, bias, block);
    x = sum;
  };
  for (const BlockStep& step : schedule_.steps) {
    const auto a = static_cast<std::size_t>(step.attention);
    const auto f = static_cast<std::size_t>(step.ffn);
    const Rows context =
        attend(linear(parameters, x, query_weight, query_bias, a),
               linear(parameters, x, key_weight, key_bias, a),
               linear(parameters, x, value_weight, value_bias, a), example, site + 2);
    Rows output = linear(parameters, context, attention_output_weight, attention_output_bias, a);
    drop(dropout, {example, site}, output);
    add_and_norm(output, attention_norm_weight, attention_norm_bias, a);
    Rows inner = linear(parameters, x, ffn_weight, ffn_bias, f);
    for (auto& row : inner) {
      for (double& value : row) value = activate(value);
    }
    output = linear(parameters, inner, ffn_output_weight, ffn_output_bias, f);
    drop(dropout, {example, site + 1}, output);
    add_and_norm(output, ffn_norm_weight, ffn_norm_bias, f);
    site += 2 + static_cast<std::uint64_t>(config_.num_attention_heads);
  }
  return x;
}

double ReferenceModel::loss(const std::vector<double>& parameters,
                            const train::ExampleBatch& batch) const {
  using enum TensorRole;
  Rows first_rows;
  Rows masked;
  std::size_t next = 0;
  for (std::size_t b = 0; b < batch.sequences(); ++b) {
    const Rows hidden = forward_hidden(parameters, batch, b);
    first_rows.push_back(hidden.front());
    for (; next < batch.masked.size() && batch.masked[next] < batch.starts[b + 1]; ++next) {
      masked.push_back(hidden[batch.masked[next] - batch.starts[b]]);
    }
  }
  Rows pooled = linear(parameters, first_rows, pooler_weight, pooler_bias);
  for (auto& row : pooled) {
    for (double& value : row) value = std::tanh(value);
  }
  const Rows order = linear(parameters, pooled, sop_weight, sop_bias);
  double sop = 0;
  for (std::size_t b = 0; b < order.size(); ++b) sop += cross_entropy(order[b], batch.swapped[b]);

  Rows transform = linear(parameters, masked, mlm_dense_weight, mlm_dense_bias);
  for (auto& row : transform) {
    for (double& value : row) value = activate(value);
  }
  norm(parameters, transform, mlm_norm_weight, mlm_norm_bias);
  const Rows logits = linear(parameters, transform, word_embeddings, mlm_bias);
  double mlm = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    mlm += cross_entropy(logits[i], index(batch.labels[i]));
  }
  return mlm / static_cast<double>(logits.size()) + sop / static_cast<double>(order.size());
}

}  // namespace albert::test
