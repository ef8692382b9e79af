#include "train/run/finetuning_input.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/config/heads.h"
#include "albert/model/requirements.h"
#include "albert/tasks/answerer.h"
#include "albert/tokenizer/tokenizer.h"
#include "albert/train/data/labelled_text.h"
#include "albert/train/optimizer/update_rule.h"

namespace albert::train {
namespace {

namespace fs = std::filesystem;

Labels labels_of_model(const FinetuneOptions& options, std::vector<std::string> names) {
  Labels labels = {.names = std::move(names), .problem_type = std::nullopt};
  if (options.task == Task::classify) labels.problem_type = ProblemType::single_label;
  if (options.task == Task::multi_label) labels.problem_type = ProblemType::multi_label;
  if (options.task == Task::regress) {
    labels.problem_type = ProblemType::regression;
    labels.names = unnamed_labels(1);
  }
  return labels;
}

}  // namespace

double default_rate(const OptimizerOptions& optimizer, std::int64_t hidden_size) {
  const double rate = 2 * update_rule(optimizer.rule).default_rate;
  return rate * std::min(1.0, std::pow(512.0 / static_cast<double>(hidden_size), 1.5));
}

std::size_t default_epochs(Task task, std::uint64_t steps_per_epoch) {
  constexpr std::uint64_t kUsualEpochs = 4;
  constexpr std::uint64_t kMostEpochs = 20;
  constexpr std::uint64_t kFewestSteps = 800;
  if (traits_of(head_of(task)).input == HeadInput::tokens) return kUsualEpochs;
  return std::clamp((kFewestSteps + steps_per_epoch - 1) / steps_per_epoch, kUsualEpochs,
                    kMostEpochs);
}

std::int64_t outputs_of(Task task, const Labels& labels) {
  if (task == Task::choose) return 1;
  if (task == Task::answer) return 2;  // start and end
  return static_cast<std::int64_t>(labels.names.size());
}

FinetuneOptions complete(FinetuneOptions options, const AlbertConfig& config) {
  if (!options.rate) options.rate = default_rate(options.optimizer, config.hidden_size);
  constexpr std::size_t kUsualLength = 128;
  const auto positions = static_cast<std::size_t>(config.max_position_embeddings);
  if (options.max_length > positions) {
    throw Error(ErrorCode::usage,
                fmt::format("sequences of {} tokens do not fit the model's {} positions",
                            options.max_length, positions));
  }
  if (options.task == Task::answer) {
    const WindowOptions window = answer_window({options.max_length, options.overlap}, config);
    options.max_length = window.tokens;
    options.overlap = window.overlap;
  } else if (options.max_length == 0) {
    options.max_length = std::min(kUsualLength, positions);
  }
  return options;
}

FinetuningInput read_input(const FinetuneOptions& options, const ModelSource& source,
                           ThreadPool& threads) {
  const std::vector<LabelledText> train_texts =
      read_labelled_texts(options.train, options.task, options.text);
  const std::vector<LabelledText> dev_texts =
      read_labelled_texts(options.dev, options.task, options.text);
  std::vector<std::string> names =
      options.labels.empty() ? labels_of(train_texts, options.task) : options.labels;
  const bool takes_labels = has_labels(head_of(options.task)) && options.task != Task::regress;
  if (takes_labels && names.size() < (options.task == Task::multi_label ? 1U : 2U)) {
    throw Error(ErrorCode::model, fmt::format("has {} different labels", names.size()),
                options.text.text.name_of(options.train));
  }
  FinetuningInput input = {.config = source.config(),
                           .labels = labels_of_model(options, std::move(names))};
  AlbertConfig& config = input.config;
  config.num_labels = outputs_of(options.task, input.labels);
  if (options.dropout) config.hidden_dropout_prob = *options.dropout;
  if (options.dropout) config.attention_probs_dropout_prob = *options.dropout;
  if (options.classifier_dropout) config.classifier_dropout_prob = *options.classifier_dropout;
  const auto tokenizer = Tokenizer::load(options.model, options.tokenizer_class);
  require_vocabulary(config, tokenizer->vocab_size());
  const WindowOptions window = {.tokens = options.max_length, .overlap = options.overlap};
  const auto examples = [&](const std::vector<LabelledText>& texts, const fs::path& file) {
    return std::make_unique<const TaskExamples>(texts, options.task, input.labels.names, *tokenizer,
                                                window, options.text.text.name_of(file), threads);
  };
  input.train = examples(train_texts, options.train);
  input.dev = examples(dev_texts, options.dev);
  return input;
}

}  // namespace albert::train
