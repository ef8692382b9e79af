#include "train/model/network.h"

#include <algorithm>

#include "kernels/ops.h"
#include "model/blocks.h"
#include "train/model/rows.h"

namespace albert::train {
namespace {

using Role = TensorRole;

Dense dense(ComputeType type, const ParameterLayout& layout, std::size_t inputs,
            std::size_t outputs, Role weight, Role bias, std::size_t block = 0) {
  return Dense(type, inputs, {{layout.offset(weight, block), layout.offset(bias, block), outputs}});
}

}  // namespace

Network::Network(const AlbertConfig& config, ComputeType type, std::string_view isa)
    : config_(config),
      schedule_(config),
      layout_(config, kPretrainingParts),
      kernels_(&train_kernels(isa)),
      dropout_(config.hidden_dropout_prob),
      attention_dropout_(config.attention_probs_dropout_prob),
      steps_(schedule_.steps.size()) {
  const auto vocabulary = static_cast<std::size_t>(config.vocab_size);
  const auto embedding = static_cast<std::size_t>(config.embedding_size);
  const auto hidden = static_cast<std::size_t>(config.hidden_size);
  const auto intermediate = static_cast<std::size_t>(config.intermediate_size);

  projection_ =
      dense(type, layout_, embedding, hidden, Role::projection_weight, Role::projection_bias);
  for (std::size_t i = 0; i < static_cast<std::size_t>(schedule_.attention_count); ++i) {
    attention_.push_back(
        {.query_key_value = Dense(
             type, hidden,
             {{layout_.offset(Role::query_weight, i), layout_.offset(Role::query_bias, i), hidden},
              {layout_.offset(Role::key_weight, i), layout_.offset(Role::key_bias, i), hidden},
              {layout_.offset(Role::value_weight, i), layout_.offset(Role::value_bias, i),
               hidden}}),
         .output = dense(type, layout_, hidden, hidden, Role::attention_output_weight,
                         Role::attention_output_bias, i),
         .gain = layout_.offset(Role::attention_norm_weight, i),
         .bias = layout_.offset(Role::attention_norm_bias, i)});
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(schedule_.ffn_count); ++i) {
    ffn_.push_back(
        {.up = dense(type, layout_, hidden, intermediate, Role::ffn_weight, Role::ffn_bias, i),
         .down = dense(type, layout_, intermediate, hidden, Role::ffn_output_weight,
                       Role::ffn_output_bias, i),
         .gain = layout_.offset(Role::ffn_norm_weight, i),
         .bias = layout_.offset(Role::ffn_norm_bias, i)});
  }
  pooler_ =
      dense(ComputeType::f32, layout_, hidden, hidden, Role::pooler_weight, Role::pooler_bias);
  sop_ = dense(ComputeType::f32, layout_, hidden, 2, Role::sop_weight, Role::sop_bias);
  mlm_dense_ =
      dense(type, layout_, hidden, embedding, Role::mlm_dense_weight, Role::mlm_dense_bias);
  decoder_ = dense(type, layout_, embedding, vocabulary, Role::word_embeddings, Role::mlm_bias);
}

void Network::pack(std::span<const float> parameters, ThreadPool& threads) {
  parameters_ = parameters;
  const auto pack_one = [&](Dense& layer) { layer.pack(*kernels_, parameters.data(), threads); };
  pack_one(projection_);
  for (AttentionBlock& block : attention_) {
    pack_one(block.query_key_value);
    pack_one(block.output);
  }
  for (FfnBlock& block : ffn_) {
    pack_one(block.up);
    pack_one(block.down);
  }
  pack_one(pooler_);
  pack_one(sop_);
  pack_one(mlm_dense_);
  pack_one(decoder_);
}

Losses Network::forward(const ExampleBatch& batch, ThreadPool& threads) {
  return run(batch, {}, nullptr, threads);
}

Losses Network::backward(const ExampleBatch& batch, LossScale scale, std::span<float> gradients,
                         ThreadPool& threads) {
  return run(batch, scale, gradients.data(), threads);
}

Losses Network::run(const ExampleBatch& batch, LossScale scale, float* gradients,
                    ThreadPool& threads) {
  Losses losses;
  losses.tokens = batch.tokens();
  training_ = gradients != nullptr;
  find_needed_rows(batch);
  embed(batch, threads);
  const Matrix hidden = forward_encoder(batch, threads);
  Matrix d_hidden = {};
  if (gradients != nullptr) {
    d_hidden = d_hidden_.shape(hidden.rows, hidden.cols);
    std::fill_n(d_hidden.data, d_hidden.rows * d_hidden.stride, 0.0f);
  }
  mlm(batch, hidden, scale.mlm, gradients, d_hidden, losses, threads);
  sop(batch, hidden, scale.sop, gradients, d_hidden, losses, threads);
  if (gradients != nullptr) {
    d_hidden = backward_encoder(batch, d_hidden, gradients, threads);
    embed_backward(batch, d_hidden, gradients, threads);
  }
  return losses;
}

Matrix Network::gather_needed_rows(ConstMatrix m, model::ScratchMatrix& to) const {
  const Matrix rows = to.shape(needed_rows_.size(), m.cols);
  gather(
      m, [&](std::size_t r) { return needed_rows_[r]; }, rows);
  return rows;
}

Matrix Network::forward_encoder(const ExampleBatch& batch, ThreadPool& threads) {
  const std::size_t tokens = batch.tokens();
  const auto size = static_cast<std::size_t>(config_.hidden_size);
  const auto inner_size = static_cast<std::size_t>(config_.intermediate_size);

  Matrix hidden = steps_.front().input.shape(tokens, size);
  projection_.forward(*kernels_, embedded_.shape(tokens, embedding_size()), {}, hidden, scratch_,
                      threads);
  for (std::size_t s = 0; s < steps_.size(); ++s) {
    SavedActivations& saved = steps_[s];
    const AttentionBlock& attention =
        attention_[static_cast<std::size_t>(schedule_.steps[s].attention)];
    const FfnBlock& ffn = ffn_[static_cast<std::size_t>(schedule_.steps[s].ffn)];

    const Matrix qkv = saved.query_key_value.shape(tokens, 3 * size);
    const bool last = s + 1 == steps_.size();
    Matrix context = (last ? context_ : saved.context).shape(tokens, size);
    attention.query_key_value.forward(*kernels_, hidden, {}, qkv, scratch_, threads);
    attend(batch, s, qkv, context, threads);
    if (last) {
      hidden = gather_needed_rows(hidden, residual_);
      context = gather_needed_rows(context, saved.context);
    }
    const std::size_t rows = hidden.rows;
    const Matrix attention_sum = saved.attention_sum.shape(rows, size);
    const Matrix middle = saved.middle.shape(rows, size);
    forward_block(attention.output, batch, site(s, kAttentionOutput), context, hidden,
                  attention_sum, threads);
    norm(attention_sum, attention.gain, attention.bias, middle, threads);

    const Matrix inner = saved.inner.shape(rows, inner_size);
    const Matrix slope = saved.slope.shape(rows, inner_size);
    const Matrix ffn_sum = saved.ffn_sum.shape(rows, size);
    hidden = (last ? hidden_ : steps_[s + 1].input).shape(rows, size);
    ffn.up.forward(*kernels_, middle,
                   {.pointwise = model::pointwise(config_.hidden_act), .derivative = slope}, inner,
                   scratch_, threads);
    forward_block(ffn.down, batch, site(s, kFfnOutput), inner, middle, ffn_sum, threads);
    norm(ffn_sum, ffn.gain, ffn.bias, hidden, threads);
  }
  return hidden;
}

// Block by block from the last to the first; d_hidden is the gradient of the block's output, then
// of its input.
Matrix Network::backward_encoder(const ExampleBatch& batch, Matrix d_hidden, float* gradients,
                                 ThreadPool& threads) {
  const std::size_t tokens = batch.tokens();
  const auto size = static_cast<std::size_t>(config_.hidden_size);
  const auto inner_size = static_cast<std::size_t>(config_.intermediate_size);
  const auto heads = static_cast<std::size_t>(config_.num_attention_heads);
  const Matrix d_qkv = d_qkv_.shape(tokens, 3 * size);
  d_sum_.shape(tokens, size);  // room for scatter_rows()
  d_middle_.shape(tokens, size);

  for (std::size_t s = steps_.size(); s-- > 0;) {
    SavedActivations& saved = steps_[s];
    const AttentionBlock& attention =
        attention_[static_cast<std::size_t>(schedule_.steps[s].attention)];
    const FfnBlock& ffn = ffn_[static_cast<std::size_t>(schedule_.steps[s].ffn)];
    const auto weight = [&](const Dense& layer, ConstMatrix dy, ConstMatrix x) {
      layer.backward_weight(*kernels_, dy, x, gradients, scratch_, threads);
    };
    const std::size_t rows = d_hidden.rows;
    Matrix d_sum = d_sum_.shape(rows, size);
    const Matrix d_middle = d_middle_.shape(rows, size);
    const Matrix d_inner = d_inner_.shape(rows, inner_size);

    norm_backward(saved.ffn_sum.shape(rows, size), ffn.gain, ffn.bias, d_hidden, d_sum, gradients,
                  threads);
    const ConstMatrix d_down = backward_block(batch, site(s, kFfnOutput), d_sum, threads);
    weight(ffn.down, d_down, saved.inner.shape(rows, inner_size));
    ffn.down.backward_input(*kernels_, d_down, {.factor = saved.slope.shape(rows, inner_size)},
                            d_inner, scratch_, threads);
    weight(ffn.up, d_inner, saved.middle.shape(rows, size));
    ffn.up.backward_input(*kernels_, d_inner, {.residual = d_sum}, d_middle, scratch_, threads);

    norm_backward(saved.attention_sum.shape(rows, size), attention.gain, attention.bias, d_middle,
                  d_sum, gradients, threads);
    const ConstMatrix d_output = backward_block(batch, site(s, kAttentionOutput), d_sum, threads);
    weight(attention.output, d_output, saved.context.shape(rows, size));
    Matrix d_context = d_middle;  // free again by now
    attention.output.backward_input(*kernels_, d_output, {}, d_context, scratch_, threads);
    if (rows < tokens) {
      d_sum = scatter_rows(d_sum, needed_rows_, tokens);
      d_context = scatter_rows(d_context, needed_rows_, tokens);
      d_hidden = d_hidden_.shape(tokens, size);
    }
    attention_backward(*kernels_, saved.query_key_value.shape(tokens, 3 * size), batch.starts,
                       heads, attention_drop(batch, s), d_context, d_qkv, scratch_, threads);
    weight(attention.query_key_value, d_qkv, saved.input.shape(tokens, size));
    attention.query_key_value.backward_input(*kernels_, d_qkv, {.residual = d_sum}, d_hidden,
                                             scratch_, threads);
  }
  return d_hidden;
}

void Network::norm(ConstMatrix x, std::size_t gain, std::size_t bias, Matrix y,
                   ThreadPool& threads) const {
  kernels::layer_norm(*kernels_->forward, x, parameters(gain, x.cols), parameters(bias, x.cols),
                      config_.layer_norm_eps, y, threads);
}

void Network::norm_backward(ConstMatrix x, std::size_t gain, std::size_t bias, ConstMatrix dy,
                            Matrix dx, float* gradients, ThreadPool& threads) {
  layer_norm_backward(*kernels_, x, parameters(gain, x.cols), config_.layer_norm_eps, dy, dx,
                      gradients + gain, gradients + bias, scratch_, threads);
}

}  // namespace albert::train
