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

TaskLoss TaskNetwork::forward(const TaskBatch& batch, ThreadPool& threads) {
  return run({*kernels_, parameters_, nullptr, batch.view(), batch.keys, {}, {}, scratch_, threads},
             batch, 0);
}

TaskLoss TaskNetwork::backward(const TaskBatch& batch, float scale, std::span<float> gradients,
                               ThreadPool& threads) {
  return run({*kernels_, parameters_, gradients.data(), batch.view(), batch.keys,
              Dropout(config_.hidden_dropout_prob), Dropout(config_.attention_probs_dropout_prob),
              scratch_, threads},
             batch, scale);
}

TaskLoss TaskNetwork::run(const Pass& pass, const TaskBatch& batch, float scale) {
  auto* const pooled = std::get_if<PooledHead>(&head_);
  std::span<const std::size_t> rows;
  if (pooled == nullptr || pass.dropout.active()) {
    needed_.set_all(batch.tokens());
  } else {
    needed_.set(pass.batch.starts.first(batch.sequences()), {});
    rows = needed_.rows();
  }
  const Matrix hidden = encoder_.forward(pass, rows);
  const Matrix logits = pooled != nullptr ? pooled->forward(pass, hidden, needed_)
                                          : std::get<TokenHead>(head_).forward(pass, hidden);
  const TaskLoss loss = task_loss(*kernels_, task_, batch, logits, scale);
  if (!pass.backward()) return loss;
  const Matrix d_hidden = encoder_.zero_gradient(hidden);
  if (pooled != nullptr) {
    pooled->backward(pass, logits, needed_, d_hidden);
  } else {
    std::get<TokenHead>(head_).backward(pass, logits, d_hidden);
  }
  encoder_.backward(pass, rows, d_hidden);
  return loss;
}

}  // namespace albert::train
