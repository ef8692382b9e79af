#ifndef ALBERT_TRAIN_DATA_SQUAD_H_
#define ALBERT_TRAIN_DATA_SQUAD_H_

#include <filesystem>
#include <vector>

#include <nlohmann/json.hpp>

#include "albert/io/text_reader.h"
#include "albert/train/data/labelled_text.h"

namespace albert::train {

/// A question as data sets of the Hub have it: {"question", "context", "answers": {"text": […],
/// "answer_start": […]}}. `answer_start` counts characters. Throws Error{model} with the problem
/// alone.
LabelledText parse_question(const nlohmann::json& object);

/// The questions of a file in SQuAD's JSON, v1.1 or v2.0 (where `is_impossible` questions have no
/// answer). Throws Error{model} naming the file and the place in it, Error{io} as TextReader does.
std::vector<LabelledText> read_squad(const std::filesystem::path& file, const TextOptions& options);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_SQUAD_H_
