#include "albert/train/evaluation/prediction.h"

#include <algorithm>
#include <map>
#include <utility>

#include "albert/train/data/task_examples.h"

namespace albert::train {
namespace {

/// The indices of labels.
class LabelIndex {
 public:
  explicit LabelIndex(std::span<const std::string> labels) {
    for (const std::string& label : labels) indices_.emplace(label, indices_.size());
  }

  std::size_t operator()(const std::string& label) const { return indices_.at(label); }

  std::vector<bool> set(std::span<const std::string> labels) const {
    std::vector<bool> set(indices_.size());
    for (const std::string& label : labels) set[indices_.at(label)] = true;
    return set;
  }

 private:
  std::map<std::string, std::size_t> indices_;
};

}  // namespace

Tags word_tags(const JoinedWords& words, std::span<const LabelledRange> ranges) {
  Tags tags;
  for (const ByteRange& word : words.ranges) {
    const auto covers = [&](const LabelledRange& part) {
      return part.range.begin <= word.begin && word.begin < part.range.end;
    };
    const auto found = std::ranges::find_if(ranges, covers);
    tags.push_back(found == ranges.end() ? "O" : found->label);
  }
  return tags;
}

std::vector<std::string> labels_of(std::span<const LabelledText> examples,
                                   std::span<const Prediction> predictions, Task task) {
  std::vector<LabelledText> all;
  for (const LabelledText& example : examples) all.push_back({.labels = example.labels});
  for (const Prediction& prediction : predictions) all.push_back({.labels = prediction.labels});
  return labels_of(all, task);
}

TaskScorer score(Task task, std::span<const LabelledText> examples,
                 std::span<const Prediction> predictions, std::vector<std::string> labels) {
  TaskScorer scorer(task, std::move(labels));
  const LabelIndex index(scorer.labels());
  for (std::size_t i = 0; i < examples.size(); ++i) {
    const LabelledText& wanted = examples[i];
    const Prediction& found = predictions[i];
    scorer.add_loss(found.loss, found.terms);
    switch (task) {
      case Task::classify:
        scorer.add_label(index(wanted.labels.front()), index(found.labels.front()));
        break;
      case Task::multi_label:
        scorer.add_label_set(index.set(wanted.labels), index.set(found.labels));
        break;
      case Task::regress:
        scorer.add_number(wanted.number, found.number);
        break;
      case Task::tag:
        scorer.add_tags(wanted.labels, found.labels);
        break;
      case Task::answer: {
        std::vector<std::string> answers;
        for (const LabelledAnswer& answer : wanted.answers) answers.push_back(answer.text);
        scorer.add_answer(answers, found.answer);
        break;
      }
      case Task::choose:
        scorer.add_choice(wanted.choice, found.choice);
        break;
    }
  }
  return scorer;
}

}  // namespace albert::train
