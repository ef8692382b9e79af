#include "albert/train/data/labelled_text.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "albert/base/error.h"
#include "train/data/json_members.h"
#include "train/data/squad.h"
#include "train/data/text_lines.h"

namespace albert::train {
namespace {

using nlohmann::json;

constexpr std::string_view kSpaces = " \t";

std::vector<std::string> split(std::string_view line, char separator) {
  std::vector<std::string> columns;
  for (std::size_t end = 0; end != std::string_view::npos; line.remove_prefix(end + 1)) {
    end = line.find(separator);
    columns.emplace_back(line.substr(0, end));
    if (end == std::string_view::npos) break;
  }
  return columns;
}

template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

double parse_target(std::string_view text) {
  const auto number = parse_number<double>(text);
  if (!number || !std::isfinite(*number))
    refuse(fmt::format("its label '{}' is not a number", text));
  return *number;
}

/// `index` is negative when the label is not a number.
std::size_t checked_choice(std::int64_t index, std::size_t choices) {
  if (choices < 2) refuse(fmt::format("has {} choices; two or more are needed", choices));
  if (index < 0 || static_cast<std::size_t>(index) >= choices) {
    refuse(fmt::format("its label is not the number of a choice, from 0 to {}", choices - 1));
  }
  return static_cast<std::size_t>(index);
}

LabelledText parse_tsv(std::string_view line, Task task) {
  std::vector<std::string> columns = split(line, '\t');
  if (columns.size() < 2) refuse("has no label: columns are TEXT, LABEL or TEXT, PAIR, LABEL");
  LabelledText example;
  const std::string label = std::move(columns.back());
  columns.pop_back();
  example.text = std::move(columns.front());
  columns.erase(columns.begin());
  if (task == Task::choose) {
    example.choice = checked_choice(parse_number<std::int64_t>(label).value_or(-1), columns.size());
    example.parts = std::move(columns);
    return example;
  }
  if (columns.size() > 1) {
    refuse(fmt::format("has {} columns, not TEXT, LABEL or TEXT, PAIR, LABEL", columns.size() + 2));
  }
  if (!columns.empty()) example.pair = std::move(columns.front());
  if (task == Task::regress) {
    example.number = parse_target(label);
  } else if (task == Task::multi_label) {
    if (!label.empty()) example.labels = split(label, ',');
  } else {
    if (label.empty()) refuse("its label is empty");
    example.labels = {label};
  }
  return example;
}

std::string label_name(const json& label) {
  if (label.is_string() && !label.get_ref<const std::string&>().empty()) return label;
  if (label.is_number_integer()) return label.dump();
  refuse("its label is not a string or an integer");
}

LabelledText parse_json(std::string_view line, Task task) {
  const json object = json::parse(line, nullptr, false);
  if (!object.is_object()) refuse("is not a JSON object");
  if (task == Task::answer) return parse_question(object);
  LabelledText example;
  if (task == Task::tag) {
    example.parts = strings_member(object, "tokens");
    example.labels = strings_member(object, "tags");
    if (example.parts.size() != example.labels.size()) {
      refuse(fmt::format("has {} tokens and {} tags", example.parts.size(), example.labels.size()));
    }
    return example;
  }
  const json& label = member(object, "label");
  if (task == Task::choose) {
    example.text = string_member(object, "prompt");
    example.parts = strings_member(object, "choices");
    const std::int64_t index = label.is_number_unsigned() ? label.get<std::int64_t>() : -1;
    example.choice = checked_choice(index, example.parts.size());
    return example;
  }
  example.text = string_member(object, "text");
  if (object.contains("pair") && !object["pair"].is_null()) {
    example.pair = string_member(object, "pair");
  }
  if (task == Task::regress) {
    if (!label.is_number()) refuse("its label is not a number");
    example.number = label.get<double>();
  } else if (task == Task::multi_label) {
    if (!label.is_array()) refuse("its label is not a list");
    for (const json& one : label) example.labels.push_back(label_name(one));
  } else {
    example.labels = {label_name(label)};
  }
  return example;
}

/// Collects the lines of sentences.
class ConllReader {
 public:
  /// Adds a line; returns the sentence that an empty line ended.
  std::optional<LabelledText> add(std::string_view line, std::size_t number) {
    if (line.find_first_not_of(kSpaces) == std::string_view::npos) return take();
    if (line.starts_with("-DOCSTART-")) return std::nullopt;
    const std::size_t word_end = line.find_first_of(kSpaces);
    const std::size_t tag_begin = line.find_last_of(kSpaces);
    if (word_end == std::string_view::npos || word_end == 0 || tag_begin + 1 == line.size()) {
      refuse("is not a word and its tag");
    }
    if (sentence_.parts.empty()) sentence_.line = number;
    sentence_.parts.emplace_back(line.substr(0, word_end));
    sentence_.labels.emplace_back(line.substr(tag_begin + 1));
    return std::nullopt;
  }

  std::optional<LabelledText> take() {
    if (sentence_.parts.empty()) return std::nullopt;
    return std::exchange(sentence_, {});
  }

 private:
  LabelledText sentence_;
};

}  // namespace

std::string LabelledText::place_in(const std::string& file) const {
  return line > 0 ? fmt::format("{}:{}", file, line) : fmt::format("{}: {}", file, json_place);
}

std::vector<LabelledText> read_labelled_texts(const std::filesystem::path& file, Task task,
                                              const LabelledTextOptions& options) {
  const std::string name = options.text.name_of(file);
  const std::string ending = name_ending(file.native());
  const bool is_json = ending == ".jsonl" || ending == ".ndjson";
  if (task == Task::answer && !is_json) return read_squad(file, options.text);
  const bool is_conll = task == Task::tag && !is_json;
  TextLines lines(file, is_json ? json_text_options(options.text) : options.text);
  ConllReader conll;
  std::vector<LabelledText> examples;
  std::size_t number = 0;
  constexpr std::size_t kLinesAtOnce = 1024;
  for (auto some = lines.next(kLinesAtOnce); !some.empty(); some = lines.next(kLinesAtOnce)) {
    for (std::string_view line : some) {
      ++number;
      if (line.ends_with('\r')) line.remove_suffix(1);
      try {
        if (is_conll) {
          if (auto sentence = conll.add(line, number)) examples.push_back(*std::move(sentence));
          continue;
        }
        if (line.empty() || (options.header && !is_json && number == 1)) continue;
        examples.push_back(is_json ? parse_json(line, task) : parse_tsv(line, task));
        examples.back().line = number;
      } catch (const Error& error) {
        throw Error(ErrorCode::model, error.problem(), fmt::format("{}:{}", name, number));
      }
    }
  }
  if (auto sentence = conll.take()) examples.push_back(*std::move(sentence));
  if (examples.empty()) throw Error(ErrorCode::model, "has no examples", name);
  return examples;
}

}  // namespace albert::train
