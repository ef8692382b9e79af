#ifndef ALBERT_TRAIN_EVALUATION_PREDICTION_H_
#define ALBERT_TRAIN_EVALUATION_PREDICTION_H_

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "albert/tokenizer/tokenizer.h"
#include "albert/train/data/joined_words.h"
#include "albert/train/data/labelled_text.h"
#include "albert/train/evaluation/task_scorer.h"

namespace albert::train {

/// What a model says about one example of a task.
struct Prediction {
  /// classify: the best one; multi_label: those that hold; tag: of each word.
  std::vector<std::string> labels = {};
  double number = 0;        ///< regress
  std::size_t choice = 0;   ///< choose
  std::string answer = {};  ///< answer; empty: there is none
  /// The mean over the example's terms of the loss; NaN: not known.
  double loss = std::numeric_limits<double>::quiet_NaN();
  std::size_t terms = 1;  ///< tag: words with a token, answer: windows with a span, otherwise 1
};

/// A label of a part of a text.
struct LabelledRange {
  ByteRange range;
  std::string label;
};

/// The label of each word: that of the first range that covers its first byte, otherwise O.
Tags word_tags(const JoinedWords& words, std::span<const LabelledRange> ranges);

/// The labels that occur in examples or predictions, in the order of labels_of().
std::vector<std::string> labels_of(std::span<const LabelledText> examples,
                                   std::span<const Prediction> predictions, Task task);

/// Compares one prediction with each example. The labels of both must be among `labels`, for tag
/// there may be others.
TaskScorer score(Task task, std::span<const LabelledText> examples,
                 std::span<const Prediction> predictions, std::vector<std::string> labels);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_EVALUATION_PREDICTION_H_
