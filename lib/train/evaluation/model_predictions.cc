#include "albert/train/evaluation/model_predictions.h"

#include <algorithm>
#include <cmath>

#include "albert/base/error.h"
#include "albert/model/requirements.h"
#include "albert/tasks/answerer.h"
#include "albert/tasks/classifier.h"
#include "albert/tasks/multiple_choice.h"
#include "albert/tasks/tagger.h"
#include "albert/train/data/question_windows.h"
#include "albert/train/data/task_examples.h"
#include "train/model/task_loss.h"

namespace albert::train {
namespace {

constexpr std::size_t kExamplesAtOnce = 1024;

using Examples = std::span<const LabelledText>;

double cross_entropy(std::span<const float> logits, std::size_t label) {
  const double highest = std::ranges::max(logits);
  double sum = 0;
  for (const float logit : logits) sum += std::exp(logit - highest);
  return std::log(sum) + highest - logits[label];
}

/// The mean over the labels; `wanted` are the indices of those that hold.
double label_set_loss(std::span<const float> logits, std::span<const std::int32_t> wanted) {
  double sum = 0;
  for (std::size_t j = 0; j < logits.size(); ++j) {
    const bool holds = std::ranges::find(wanted, static_cast<std::int32_t>(j)) != wanted.end();
    sum += binary_cross_entropy(logits[j], holds ? 1 : 0);
  }
  return sum / static_cast<double>(logits.size());
}

/// A mean over terms that are added one by one.
class MeanLoss {
 public:
  void add(double loss) {
    sum_ += loss;
    ++terms_;
  }
  void write(Prediction& prediction) const {
    prediction.loss = terms_ == 0 ? 0 : sum_ / static_cast<double>(terms_);
    prediction.terms = terms_;
  }

 private:
  double sum_ = 0;
  std::size_t terms_ = 0;
};

/// The tag of each word, and the loss of its first token.
Prediction tagged(const LabelledText& example, std::span<const std::int32_t> wanted,
                  std::span<const Entity> tokens) {
  const JoinedWords words(example.parts);
  std::vector<LabelledRange> labels;
  std::vector<ByteRange> ranges;
  for (const Entity& token : tokens) {
    labels.push_back({token.range, token.label});
    ranges.push_back(token.range);
  }
  const auto first = first_parts(words, ranges);
  MeanLoss loss;
  for (std::size_t w = 0; w < words.size(); ++w) {
    if (!first[w]) continue;
    loss.add(cross_entropy(tokens[*first[w]].logits, static_cast<std::size_t>(wanted[w])));
  }
  Prediction prediction = {.labels = word_tags(words, labels)};
  loss.write(prediction);
  return prediction;
}

/// The best answer, and the loss of start and end in each window.
Prediction answered(const LabelledText& example, const WindowedQuestion& question,
                    const AnsweredQuestion& answer) {
  Prediction prediction;
  if (!answer.answers.empty()) {
    prediction.answer = answer.answers.front().range.of(*example.pair);
  }
  MeanLoss loss;
  std::vector<float> column;
  for (std::size_t w = 0; w < question.windows.size(); ++w) {
    const std::vector<float>& logits = answer.logits[w];  // [S, 2]
    const TokenSpan& span = question.windows[w].span;
    column.resize(logits.size() / 2);
    if (std::max(span.first, span.last) >= column.size()) continue;  // not learned
    double both = 0;
    for (std::size_t j = 0; j < 2; ++j) {
      for (std::size_t t = 0; t < column.size(); ++t) column[t] = logits[2 * t + j];
      both += cross_entropy(column, j == 0 ? span.first : span.last);
    }
    loss.add(both / 2);
  }
  loss.write(prediction);
  return prediction;
}

/// The texts of a sequence classifier or a reader.
std::vector<TextInput> texts_of(Examples examples) {
  std::vector<TextInput> texts;
  for (const LabelledText& example : examples) texts.push_back({example.text, example.pair});
  return texts;
}

Prediction classified(Task task, const LabelledText& example, std::span<const std::int32_t> wanted,
                      const Classification& answer, const Labels& labels) {
  Prediction prediction;
  if (task == Task::classify) {
    prediction.labels = {labels.names[answer.ranking().front()]};
    prediction.loss = cross_entropy(answer.logits, static_cast<std::size_t>(wanted.front()));
  } else if (task == Task::multi_label) {
    for (std::size_t j = 0; j < answer.scores.size(); ++j) {
      if (answer.scores[j] >= 0.5F) prediction.labels.push_back(labels.names[j]);
    }
    prediction.loss = label_set_loss(answer.logits, wanted);
  } else {
    prediction.number = answer.logits.front();
    prediction.loss = std::pow(prediction.number - example.number, 2);
  }
  return prediction;
}

/// Runs one task on examples.
class Run {
 public:
  Run(Examples examples, const std::string& file, const TaskModel& model,
      const PredictionOptions& options, ThreadPool& threads,
      FunctionRef<void(std::size_t)> progress)
      : examples_(examples),
        file_(file),
        model_(model),
        options_(options),
        threads_(threads),
        progress_(progress) {}

  std::vector<Prediction> classify(Task task) {
    const auto indices = label_indices(examples_, model_.labels.names, file_);
    if (task == Task::regress) require_outputs(model_.model, 1);
    WindowOptions window = options_.window;
    window.segment = WindowedSegment::longer;
    const ScoreFunction function =
        task == Task::multi_label ? ScoreFunction::sigmoid : ScoreFunction::softmax;
    const Classifier classifier(model_.model, model_.tokenizer, model_.labels,
                                {.batch_tokens = options_.batch_tokens,
                                 .truncate = options_.truncate,
                                 .window = window,
                                 .function = function});
    return collect(
        [&](Examples some) { return classifier.classify(texts_of(some), workspace_, threads_); },
        [&](std::size_t i, const Classification& answer) {
          return classified(task, examples_[i], indices[i], answer, model_.labels);
        });
  }

  std::vector<Prediction> tag() {
    const auto indices = label_indices(examples_, model_.labels.names, file_);
    const Tagger tagger(model_.model, model_.tokenizer, model_.labels.names,
                        {.ignored = {},
                         .batch_tokens = options_.batch_tokens,
                         .truncate = options_.truncate,
                         .window = options_.window});
    return collect(
        [&](Examples some) {
          std::vector<JoinedWords> words;
          for (const LabelledText& example : some) words.emplace_back(example.parts);
          std::vector<TextInput> texts;
          texts.reserve(words.size());
          for (const JoinedWords& sentence : words) texts.push_back({sentence.text});
          return tagger.tag(texts, workspace_, threads_);
        },
        [&](std::size_t i, const TaggedText& answer) {
          return tagged(examples_[i], indices[i], answer.entities);
        });
  }

  std::vector<Prediction> answer() {
    const auto has_none = [](const LabelledText& example) { return example.answers.empty(); };
    const WindowOptions window = answer_window(options_.window, model_.model.config());
    const Answerer answerer(model_.model, model_.tokenizer,
                            {.max_answer_length = options_.max_answer_length,
                             .handle_impossible = std::ranges::any_of(examples_, has_none),
                             .batch_tokens = options_.batch_tokens,
                             .window = window});
    return collect(
        [&](Examples some) { return answerer.answer(texts_of(some), workspace_, threads_); },
        [&](std::size_t i, const AnsweredQuestion& answer) {
          return answered(examples_[i], make_windows(examples_[i], model_.tokenizer, window),
                          answer);
        });
  }

  std::vector<Prediction> choose() {
    const LongText long_text = options_.truncate ? LongText::truncate : LongText::refuse;
    const MultipleChoice chooser(model_.model, model_.tokenizer,
                                 {options_.batch_tokens, long_text});
    return collect(
        [&](Examples some) {
          std::vector<ChoiceInput> inputs;
          for (const LabelledText& example : some) inputs.push_back({example.text, example.parts});
          return chooser.choose(inputs, workspace_, threads_);
        },
        [&](std::size_t i, const ChosenAnswer& answer) {
          Prediction prediction;
          prediction.choice = answer.choice;
          prediction.loss = cross_entropy(answer.logits, examples_[i].choice);
          return prediction;
        });
  }

 private:
  /// `run` answers some of the examples, `make` turns the answer of one into a prediction.
  template <typename RunSome, typename Make>
  std::vector<Prediction> collect(RunSome run, Make make) {
    std::vector<Prediction> predictions;
    for (std::size_t first = 0; first < examples_.size(); first += kExamplesAtOnce) {
      const auto answers =
          run(examples_.subspan(first, std::min(kExamplesAtOnce, examples_.size() - first)));
      for (const auto& answer : answers) {
        const std::size_t i = predictions.size();
        if (!answer.good()) {
          throw Error(ErrorCode::model, answer.error, examples_[i].place_in(file_));
        }
        predictions.push_back(make(i, answer));
      }
      progress_(predictions.size());
    }
    return predictions;
  }

  Examples examples_;
  const std::string& file_;
  const TaskModel& model_;
  const PredictionOptions& options_;
  ThreadPool& threads_;
  FunctionRef<void(std::size_t)> progress_;
  Workspace workspace_;
};

}  // namespace

std::vector<Prediction> predict(Task task, std::span<const LabelledText> examples,
                                const std::string& file, const TaskModel& model,
                                const PredictionOptions& options, ThreadPool& threads,
                                FunctionRef<void(std::size_t)> progress) {
  Run run(examples, file, model, options, threads, progress);
  switch (task) {
    case Task::classify:
    case Task::multi_label:
    case Task::regress:
      return run.classify(task);
    case Task::tag:
      return run.tag();
    case Task::answer:
      return run.answer();
    case Task::choose:
      return run.choose();
  }
  throw Error(ErrorCode::usage, "unknown task");
}

}  // namespace albert::train
