#include "train/model/encoder.h"

#include <algorithm>

namespace albert::train {

Encoder::Encoder(const AlbertConfig& config, const ParameterLayout& layout, ComputeType type)
    : schedule_(config),
      heads_(static_cast<std::size_t>(config.num_attention_heads)),
      hidden_size_(static_cast<std::size_t>(config.hidden_size)),
      embedding_(config, layout, type),
      layers_(schedule_.steps.size()) {
  for (int i = 0; i < schedule_.attention_count; ++i) {
    attention_.emplace_back(config, layout, type, static_cast<std::size_t>(i));
  }
  for (int i = 0; i < schedule_.ffn_count; ++i) {
    ffn_.emplace_back(config, layout, type, static_cast<std::size_t>(i));
  }
}

void Encoder::pack(const TrainKernels& kernels, const float* parameters, ThreadPool& threads) {
  embedding_.pack(kernels, parameters, threads);
  for (AttentionBlock& block : attention_) block.pack(kernels, parameters, threads);
  for (FfnBlock& block : ffn_) block.pack(kernels, parameters, threads);
}

Matrix Encoder::forward(const Pass& pass, std::span<const std::size_t> rows) {
  Matrix hidden = embedding_.forward(pass, layers_.front().input);
  for (std::size_t s = 0; s < layers_.size(); ++s) {
    Layer& layer = layers_[s];
    const bool last = s + 1 == layers_.size();
    const LayerSites sites = layer_sites(s, heads_);
    const std::span<const std::size_t> needed = last ? rows : std::span<const std::size_t>();
    const Matrix middle =
        attention(s).forward(pass, sites, hidden, needed, layer.attention, layer.middle);
    hidden = ffn(s).forward(pass, sites, middle, layer.ffn, last ? hidden_ : layers_[s + 1].input);
  }
  return hidden;
}

Matrix Encoder::zero_gradient(ConstMatrix hidden) {
  const Matrix gradient = gradients_.hidden.shape(hidden.rows, hidden.cols);
  std::fill_n(gradient.data, gradient.rows * gradient.stride, 0.0f);
  return gradient;
}

void Encoder::backward(const Pass& pass, std::span<const std::size_t> rows, Matrix d_hidden) {
  const std::size_t tokens = pass.batch.tokens();
  gradients_.sum.shape(tokens, hidden_size_);  // room for scatter_rows()
  gradients_.middle.shape(tokens, hidden_size_);
  for (std::size_t s = layers_.size(); s-- > 0;) {
    Layer& layer = layers_[s];
    const bool last = s + 1 == layers_.size();
    const LayerSites sites = layer_sites(s, heads_);
    const std::span<const std::size_t> needed = last ? rows : std::span<const std::size_t>();
    const ConstMatrix middle = layer.middle.shape(d_hidden.rows, hidden_size_);
    const Matrix d_middle = ffn(s).backward(pass, sites, middle, layer.ffn, d_hidden, gradients_);
    d_hidden = attention(s).backward(pass, sites, layer.input.shape(tokens, hidden_size_), needed,
                                     layer.attention, d_middle, gradients_);
  }
  embedding_.backward(pass, d_hidden);
}

}  // namespace albert::train
