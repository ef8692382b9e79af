#include "train/model/task_network.h"

namespace albert::train {

Head head_of(Task task) noexcept {
  switch (task) {
    case Task::classify:
    case Task::multi_label:
    case Task::regress:
      return Head::classify;
    case Task::tag:
      return Head::tag;
    case Task::answer:
      return Head::answer;
    case Task::choose:
      return Head::choose;
  }
  return Head::classify;
}

// Hugging Face drops values before the classifier of every task, and none before qa_outputs.
TaskNetwork::TaskHead TaskNetwork::make_head(const AlbertConfig& config, Task task,
                                             const ParameterLayout& layout) {
  const HeadTraits& traits = traits_of(head_of(task));
  const double dropout = task == Task::answer ? 0 : config.classifier_dropout_prob;
  if (traits.input == HeadInput::pooled) {
    return PooledHead(layout, traits.weight, traits.bias, dropout);
  }
  return TokenHead(layout, traits.weight, traits.bias, dropout);
}

TaskNetwork::TaskNetwork(const AlbertConfig& config, Task task, ComputeType type,
                         std::string_view isa)
    : config_(config),
      task_(task),
      layout_(config, parts_for(head_of(task))),
      kernels_(&train_kernels(isa)),
      encoder_(config, layout_, type),
      head_(make_head(config, task, layout_)) {}

void TaskNetwork::pack(std::span<const float> parameters, ThreadPool& threads) {
  parameters_ = parameters;
  encoder_.pack(*kernels_, parameters.data(), threads);
  std::visit([&](auto& head) { head.pack(*kernels_, parameters.data(), threads); }, head_);
}

Matrix TaskNetwork::forward_encoder(const Pass& pass) {
  // Dropout goes by the positions of tokens, so it needs all rows.
  if (std::holds_alternative<TokenHead>(head_) || pass.dropout.active()) {
    needed_.set_all();
  } else {
    needed_.set(pass.batch.starts.first(pass.batch.sequences()), {});
  }
  return encoder_.forward(pass, needed_.rows());
}

Matrix TaskNetwork::forward_head(const Pass& pass, ConstMatrix hidden) {
  if (auto* const pooled = std::get_if<PooledHead>(&head_)) {
    return pooled->forward(pass, hidden, needed_);
  }
  return std::get<TokenHead>(head_).forward(pass, hidden);
}

Matrix TaskNetwork::logits(const TaskBatch& batch, ThreadPool& threads) {
  const Pass pass = make_pass(*kernels_, config_, parameters_, batch.view(), batch.keys, nullptr,
                              scratch_, threads);
  return forward_head(pass, forward_encoder(pass));
}

TaskLoss TaskNetwork::forward(const TaskBatch& batch, ThreadPool& threads) {
  return loss(batch, logits(batch, threads));
}

TaskLoss TaskNetwork::backward(const TaskBatch& batch, float scale, std::span<float> gradients,
                               ThreadPool& threads) {
  const Pass pass = make_pass(*kernels_, config_, parameters_, batch.view(), batch.keys,
                              gradients.data(), scratch_, threads);
  const Matrix hidden = forward_encoder(pass);
  const Matrix logits = forward_head(pass, hidden);
  const TaskLoss loss = task_loss(*kernels_, task_, batch, logits, scale);
  const Matrix d_hidden = encoder_.zero_gradient(hidden);
  if (auto* const pooled = std::get_if<PooledHead>(&head_)) {
    pooled->backward(pass, logits, needed_, d_hidden);
  } else {
    std::get<TokenHead>(head_).backward(pass, logits, d_hidden);
  }
  encoder_.backward(pass, needed_.rows(), d_hidden);
  return loss;
}

}  // namespace albert::train
