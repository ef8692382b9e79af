#ifndef ALBERT_TRAIN_DATA_LABELLED_TEXT_H_
#define ALBERT_TRAIN_DATA_LABELLED_TEXT_H_

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "albert/io/text_reader.h"
#include "albert/train/data/task_batch.h"

namespace albert::train {

/// An answer to a question.
struct LabelledAnswer {
  std::string text;
  /// Its first byte in the context; none where the file names a place that has another text.
  std::optional<std::size_t> begin = std::nullopt;
};

/// One example of a task as it is in a file.
struct LabelledText {
  std::string text = {};  ///< prompt of choose, question of answer; empty for tag
  std::optional<std::string> pair = std::nullopt;  ///< the second segment, context of answer
  std::vector<std::string> parts = {};             ///< choices of choose, words of tag
  std::vector<std::string> labels = {};      ///< classify: one, multi_label: any, tag: one a word
  double number = 0;                         ///< regress
  std::size_t choice = 0;                    ///< choose: the right part
  std::vector<LabelledAnswer> answers = {};  ///< answer: any of them; none: there is no answer
  std::size_t line = 0;                      ///< in its file, from 1; 0: see json_place
  std::string json_place = {};               ///< "data[3].paragraphs[0].qas[1]"

  /// Its place for messages: "FILE:LINE" or "FILE: JSON_PLACE".
  std::string place_in(const std::string& file) const;
};

struct LabelledTextOptions {
  bool header = false;  ///< the first line of TSV names the columns
  TextOptions text = {};
};

/// Reads the examples of a file in the format that its name tells:
///   *.jsonl, *.ndjson  objects: {"text", "pair", "label"}; label is a string or an integer, a list
///                      of them (multi_label), a number (regress); {"prompt", "choices", "label"}
///                      (choose); {"tokens", "tags"} (tag); {"question", "context", "answers":
///                      {"text": […], "answer_start": […]}} (answer)
///   other, for tag     CoNLL columns: a word, …, its tag; an empty line ends a sentence
///   other, for answer  SQuAD's JSON, v1.1 or v2.0
///   other              TSV: text[, pair], label (multi_label: with commas); prompt, choices…,
///                      index
/// .gz, .xz and .zst may follow the name. Throws Error{model} naming file and line (of SQuAD's JSON
/// the place in it) of the first bad example, and where there is none; Error{io} as TextReader
/// does.
std::vector<LabelledText> read_labelled_texts(const std::filesystem::path& file, Task task,
                                              const LabelledTextOptions& options);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_LABELLED_TEXT_H_
