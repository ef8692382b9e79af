#include "train/evaluation/score_predictions.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "albert/tasks/answerer.h"
#include "albert/train/evaluation/task_scorer.h"

namespace albert::train {
namespace {

std::size_t highest(ConstMatrix logits, std::size_t row) {
  const float* values = logits.row(row);
  return static_cast<std::size_t>(std::max_element(values, values + logits.cols) - values);
}

void add_label_sets(const TaskBatch& batch, ConstMatrix logits, TaskScorer& scorer) {
  std::vector<bool> wanted(logits.cols);
  std::vector<bool> found(logits.cols);
  for (std::size_t b = 0; b < logits.rows; ++b) {
    for (std::size_t j = 0; j < logits.cols; ++j) {
      wanted[j] = batch.targets[b * logits.cols + j] > 0.5f;
      found[j] = logits.row(b)[j] >= 0;  // sigmoid at least 0.5
    }
    scorer.add_label_set(wanted, found);
  }
}

void add_tags(const TaskBatch& batch, ConstMatrix logits, TaskScorer& scorer) {
  for (std::size_t b = 0; b < batch.sequences(); ++b) {
    Tags wanted;
    Tags found;
    for (std::size_t t = batch.starts[b]; t < batch.starts[b + 1]; ++t) {
      if (batch.labels[t] < 0) continue;
      wanted.push_back(scorer.labels()[static_cast<std::size_t>(batch.labels[t])]);
      found.push_back(scorer.labels()[highest(logits, t)]);
    }
    scorer.add_tags(std::move(wanted), std::move(found));
  }
}

void add_choices(const TaskBatch& batch, ConstMatrix logits, TaskScorer& scorer) {
  for (std::size_t q = 0; q + 1 < batch.choices.size(); ++q) {
    std::size_t best = batch.choices[q];
    for (std::size_t c = best + 1; c < batch.choices[q + 1]; ++c) {
      if (logits.row(c)[0] > logits.row(best)[0]) best = c;
    }
    scorer.add_choice(static_cast<std::size_t>(batch.labels[q]), best - batch.choices[q]);
  }
}

/// Adds questions whose windows are the sequences of a batch.
void add_answers(std::span<const WindowedQuestion> questions, bool handle_impossible,
                 const TaskBatch& batch, ConstMatrix logits, TaskScorer& scorer) {
  std::size_t sequence = 0;
  for (const WindowedQuestion& question : questions) {
    AnswerCollector answers(question.context, {.handle_impossible = handle_impossible});
    for (const QuestionWindow& window : question.windows) {
      std::vector<float> of_window;  // [S, 2]
      for (std::size_t t = batch.starts[sequence]; t < batch.starts[sequence + 1]; ++t) {
        of_window.insert(of_window.end(), logits.row(t), logits.row(t) + logits.cols);
      }
      answers.add(window.begin, window.words, of_window);
      ++sequence;
    }
    const std::vector<Answer> best = answers.result().answers;
    scorer.add_answer(question.answers,
                      best.empty() ? std::string_view() : best.front().range.of(question.context));
  }
}

/// Adds the examples of a batch, which are not questions of answer.
void add(Task task, const TaskBatch& batch, ConstMatrix logits, TaskScorer& scorer) {
  switch (task) {
    case Task::classify:
      for (std::size_t b = 0; b < logits.rows; ++b) {
        scorer.add_label(static_cast<std::size_t>(batch.labels[b]), highest(logits, b));
      }
      return;
    case Task::multi_label:
      return add_label_sets(batch, logits, scorer);
    case Task::regress:
      for (std::size_t b = 0; b < logits.rows; ++b) {
        scorer.add_number(batch.targets[b], logits.row(b)[0]);
      }
      return;
    case Task::tag:
      return add_tags(batch, logits, scorer);
    case Task::choose:
      return add_choices(batch, logits, scorer);
    case Task::answer:
      return;
  }
}

}  // namespace

TaskScores score_predictions(TaskNetwork& network, const TaskExamples& examples,
                             std::span<const std::string> labels, std::size_t tokens_at_once,
                             ThreadPool& threads) {
  TaskScorer scorer(examples.task(), {labels.begin(), labels.end()});
  const std::span<const WindowedQuestion> questions = examples.questions();
  const auto has_no_answer = [](const WindowedQuestion& one) { return one.answers.empty(); };
  const bool handle_impossible = std::ranges::any_of(questions, has_no_answer);
  TaskLoss loss;
  for (std::size_t i = 0; i < examples.size();) {
    const std::size_t begin = i;
    TaskBatch batch;
    do {
      examples.append(i, 0, batch);
    } while (++i < examples.size() && batch.tokens() + examples.tokens(i) <= tokens_at_once);
    const Matrix logits = network.logits(batch, threads);
    if (examples.task() == Task::answer) {
      add_answers(questions.subspan(begin, i - begin), handle_impossible, batch, logits, scorer);
    } else {
      add(examples.task(), batch, logits, scorer);
    }
    loss += network.loss(batch, logits);
  }
  TaskScores scores = scorer.scores();
  scores.loss = loss.mean();
  return scores;
}

}  // namespace albert::train
