#ifndef ALBERT_TRAIN_EVALUATION_PREDICTION_FILE_H_
#define ALBERT_TRAIN_EVALUATION_PREDICTION_FILE_H_

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "albert/io/text_reader.h"
#include "albert/train/data/labelled_text.h"
#include "albert/train/evaluation/prediction.h"

namespace albert::train {

/// Reads answers to examples, one JSON object a line:
///   classify, multi_label, regress  {"predictions": [{"label", "score"}, …]}; a label of
///                                   multi_label holds from 0.5 on; the number of regress is its
///                                   only score, or "logits" if there are any
///   tag     {"entities": [{"entity" or "entity_group", "start", "end", "text"}, …]} of the words
///           with single spaces between them; start and end in bytes or characters
///   answer  {"answers": [{"answer"}, …]}
///   choose  {"choice", "probabilities"}
/// Blank lines are skipped. The loss is known for choose, for regress, and for classify where the
/// scores are probabilities of all labels. Throws Error{model} naming file and line of an answer
/// that is not one or not that to its example (of `data`, for messages), or where the numbers of
/// answers and examples differ; Error{io} as TextReader does.
std::vector<Prediction> read_predictions(const std::filesystem::path& file, Task task,
                                         std::span<const LabelledText> examples,
                                         const std::string& data, const TextOptions& options);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_EVALUATION_PREDICTION_FILE_H_
