#include "albert/train/evaluation/task_scorer.h"

#include <algorithm>
#include <utility>

namespace albert::train {
namespace {

PrecisionRecall sum_of(std::span<const PrecisionRecall> counts) {
  PrecisionRecall sum;
  for (const PrecisionRecall& count : counts) sum += count;
  return sum;
}

}  // namespace

TaskScorer::TaskScorer(Task task, std::vector<std::string> labels)
    : task_(task),
      labels_(std::move(labels)),
      confusion_(task == Task::classify ? labels_.size() : 0),
      label_counts_(task == Task::multi_label ? labels_.size() : 0) {}

void TaskScorer::add_label(std::size_t wanted, std::size_t found) {
  confusion_.add(wanted, found);
  ++examples_;
}

void TaskScorer::add_label_set(const std::vector<bool>& wanted, const std::vector<bool>& found) {
  for (std::size_t j = 0; j < label_counts_.size(); ++j) {
    label_counts_[j].labelled += wanted[j] ? 1 : 0;
    label_counts_[j].predicted += found[j] ? 1 : 0;
    label_counts_[j].correct += wanted[j] && found[j] ? 1 : 0;
  }
  correct_ += wanted == found ? 1 : 0;
  ++examples_;
}

void TaskScorer::add_number(double wanted, double found) {
  wanted_numbers_.push_back(wanted);
  found_numbers_.push_back(found);
  ++examples_;
}

void TaskScorer::add_tags(Tags wanted, Tags found) {
  wanted_tags_.push_back(std::move(wanted));
  found_tags_.push_back(std::move(found));
  ++examples_;
}

void TaskScorer::add_choice(std::size_t wanted, std::size_t found) {
  correct_ += wanted == found ? 1 : 0;
  ++examples_;
}

void TaskScorer::add_answer(std::span<const std::string> wanted, std::string_view found) {
  bool equal = false;
  double f1 = 0;
  for (const std::string& answer : wanted) {
    equal |= exact_match(found, answer);
    f1 = std::max(f1, word_f1(found, answer));
  }
  if (wanted.empty()) {
    equal = normalized_answer(found).empty();
    f1 = equal ? 1 : 0;
  }
  correct_ += equal ? 1 : 0;
  word_f1_ += f1;
  ++examples_;
}

void TaskScorer::add_loss(double loss, std::size_t terms) noexcept {
  if (terms == 0) return;
  loss_ += loss * static_cast<double>(terms);
  terms_ += terms;
}

double TaskScorer::mean(double sum) const noexcept {
  return examples_ == 0 ? 0 : sum / static_cast<double>(examples_);
}

std::map<std::string, PrecisionRecall> TaskScorer::entities(EntityScheme scheme) const {
  return entity_scores(wanted_tags_, found_tags_, scheme);
}

TaskScores TaskScorer::scores() const {
  TaskScores scores;
  scores.examples = examples_;
  scores.loss = terms_ == 0 ? 0 : loss_ / static_cast<double>(terms_);
  const double share_correct = mean(static_cast<double>(correct_));
  switch (task_) {
    case Task::classify:
      scores.measures = {{"accuracy", confusion_.accuracy()},
                         {"macro_f1", confusion_.macro_f1()},
                         {"matthews", confusion_.matthews()}};
      break;
    case Task::multi_label:
      scores.measures = {{"micro_f1", sum_of(label_counts_).f1()},
                         {"macro_f1", macro_f1(label_counts_)},
                         {"exact_match", share_correct}};
      break;
    case Task::regress:
      scores.measures = {{"pearson", pearson(wanted_numbers_, found_numbers_)},
                         {"spearman", spearman(wanted_numbers_, found_numbers_)},
                         {"mse", mean_squared_error(wanted_numbers_, found_numbers_)}};
      break;
    case Task::tag: {
      const PrecisionRecall total = total_of(entities(EntityScheme::conll));
      scores.measures = {
          {"f1", total.f1()}, {"precision", total.precision()}, {"recall", total.recall()}};
      break;
    }
    case Task::answer:
      scores.measures = {{"f1", mean(word_f1_)}, {"exact_match", share_correct}};
      break;
    case Task::choose:
      scores.measures = {{"accuracy", share_correct}};
      break;
  }
  return scores;
}

}  // namespace albert::train
