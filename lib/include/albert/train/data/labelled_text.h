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

/// One example of a task as it is in a file.
struct LabelledText {
  std::string text;                                ///< prompt of choose; empty for tag
  std::optional<std::string> pair = std::nullopt;  ///< the second segment
  std::vector<std::string> parts = {};             ///< choices of choose, words of tag
  std::vector<std::string> labels = {};  ///< classify: one, multi_label: any, tag: one a word
  float number = 0;                      ///< regress
  std::size_t choice = 0;                ///< choose: the right part
  std::size_t line = 0;                  ///< in its file, from 1
};

struct LabelledTextOptions {
  bool header = false;  ///< the first line of TSV names the columns
  TextOptions text = {};
};

/// Reads the examples of a file in the format that its name tells:
///   *.jsonl, *.ndjson  objects: {"text", "pair", "label"}; label is a string or an integer, a list
///   of
///                      them (multi_label), a number (regress); {"prompt", "choices", "label"}
///                      (choose); {"tokens", "tags"} (tag)
///   other, for tag     CoNLL columns: a word, …, its tag; an empty line ends a sentence
///   other              TSV: text[, pair], label (multi_label: with commas); prompt, choices…,
///   index
/// .gz, .xz and .zst may follow the name. Throws Error{model} naming file and line of the first bad
/// example, and where there is none; Error{io} as TextReader does.
std::vector<LabelledText> read_labelled_texts(const std::filesystem::path& file, Task task,
                                              const LabelledTextOptions& options);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_LABELLED_TEXT_H_
