#include "albert/train/data/task_examples.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/train/data/joined_words.h"

namespace albert::train {
namespace {

constexpr std::int32_t kNotLearned = -1;
constexpr const char* kOutside = "O";

std::optional<long> as_integer(std::string_view text) {
  long number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The number of a label.
std::optional<std::int32_t> index_of(const std::string& label,
                                     std::span<const std::string> labels) {
  const auto found = std::ranges::find(labels, label);
  if (found == labels.end()) return std::nullopt;
  return static_cast<std::int32_t>(found - labels.begin());
}

/// The tag of each word at the first token that is a part of it.
std::vector<std::int32_t> token_labels(const Encoding& encoding, const JoinedWords& words,
                                       std::span<const std::int32_t> word_labels) {
  std::vector<std::int32_t> labels(encoding.size(), kNotLearned);
  const auto first = first_parts(words, encoding.offsets);
  for (std::size_t w = 0; w < words.size(); ++w) {
    if (first[w]) labels[*first[w]] = word_labels[w];
  }
  return labels;
}

}  // namespace

std::vector<std::string> labels_of(std::span<const LabelledText> examples, Task task) {
  if (task == Task::regress || task == Task::choose || task == Task::answer) return {};
  std::set<std::string> names;
  for (const LabelledText& example : examples) {
    names.insert(example.labels.begin(), example.labels.end());
  }
  std::vector<std::string> labels(names.begin(), names.end());
  const auto is_integer = [](const std::string& name) { return as_integer(name).has_value(); };
  if (std::ranges::all_of(labels, is_integer)) {
    std::ranges::sort(labels, {}, [](const std::string& name) { return *as_integer(name); });
  }
  if (task == Task::tag) {
    const auto outside = std::ranges::find(labels, kOutside);
    if (outside != labels.end()) std::rotate(labels.begin(), outside, outside + 1);
  }
  return labels;
}

std::vector<std::vector<std::int32_t>> label_indices(std::span<const LabelledText> examples,
                                                     std::span<const std::string> labels,
                                                     const std::string& file) {
  std::vector<std::vector<std::int32_t>> indices(examples.size());
  for (std::size_t i = 0; i < examples.size(); ++i) {
    for (const std::string& label : examples[i].labels) {
      const auto index = index_of(label, labels);
      if (!index) {
        throw Error(
            ErrorCode::model,
            fmt::format("has the label '{}', which is none of {}", label, fmt::join(labels, ", ")),
            examples[i].place_in(file));
      }
      indices[i].push_back(*index);
    }
  }
  return indices;
}

TaskExamples::TaskExamples(std::span<const LabelledText> texts, Task task,
                           std::span<const std::string> labels, const Tokenizer& tokenizer,
                           const WindowOptions& window, const std::string& file,
                           ThreadPool& threads)
    : task_(task) {
  if (task == Task::answer) {
    add_questions(texts, tokenizer, window, file, threads);
    return;
  }
  const auto add_sequence = [&](Example& example, std::string_view text,
                                std::optional<std::string_view> pair) {
    Encoding encoding = tokenizer.encode(text, pair, {.max_length = window.tokens});
    example.truncated |= encoding.truncated > 0;
    example.sequences.push_back({encoding.input_ids, encoding.token_type_ids});
    return encoding;
  };
  const auto make = [&](const LabelledText& text, std::span<const std::int32_t> indices,
                        Example& example) {
    switch (task) {
      case Task::classify:
        add_sequence(example, text.text, text.pair);
        example.labels.assign(indices.begin(), indices.end());
        return;
      case Task::multi_label:
        add_sequence(example, text.text, text.pair);
        example.targets.assign(labels.size(), 0.0f);
        for (const std::int32_t index : indices) {
          example.targets[static_cast<std::size_t>(index)] = 1;
        }
        return;
      case Task::regress:
        add_sequence(example, text.text, text.pair);
        example.targets = {static_cast<float>(text.number)};
        return;
      case Task::tag: {
        const JoinedWords words(text.parts);
        example.labels = token_labels(add_sequence(example, words.text, {}), words, indices);
        return;
      }
      case Task::choose:
        for (const std::string& choice : text.parts) add_sequence(example, text.text, choice);
        example.labels = {static_cast<std::int32_t>(text.choice)};
        return;
      case Task::answer:
        return;
    }
  };
  examples_.resize(texts.size());
  const std::vector<std::vector<std::int32_t>> indices = label_indices(texts, labels, file);
  threads.run(texts.size(),
              [&](std::size_t i, std::size_t) { make(texts[i], indices[i], examples_[i]); });
  for (const Example& example : examples_) truncated_ += example.truncated ? 1 : 0;
}

void TaskExamples::add_questions(std::span<const LabelledText> texts, const Tokenizer& tokenizer,
                                 const WindowOptions& window, const std::string& file,
                                 ThreadPool& threads) {
  questions_.resize(texts.size());
  threads.run(texts.size(), [&](std::size_t i, std::size_t) {
    questions_[i] = make_windows(texts[i], tokenizer, window);
  });
  std::size_t answers = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (!questions_[i].error.empty()) {
      throw Error(ErrorCode::model, questions_[i].error, texts[i].place_in(file));
    }
    for (const LabelledAnswer& answer : texts[i].answers) {
      ++answers;
      if (answer.begin) continue;
      if (misplaced_++ == 0) first_misplaced_ = texts[i].place_in(file);
    }
  }
  if (answers > 0 && misplaced_ == answers) {
    throw Error(ErrorCode::model, "none of its answers is where 'answer_start' says", file);
  }
}

std::size_t TaskExamples::tokens(std::size_t index) const noexcept {
  std::size_t sum = 0;
  if (task_ == Task::answer) {
    for (const QuestionWindow& window : questions_[index].windows) sum += window.input_ids.size();
    return sum;
  }
  for (const Sequence& sequence : examples_[index].sequences) sum += sequence.ids.size();
  return sum;
}

void TaskExamples::append(std::size_t index, std::uint64_t key, TaskBatch& batch) const {
  std::uint64_t sequence_key = key;
  const auto add = [&](const std::vector<std::int32_t>& ids,
                       const std::vector<std::int32_t>& types) {
    batch.input_ids.insert(batch.input_ids.end(), ids.begin(), ids.end());
    batch.token_type_ids.insert(batch.token_type_ids.end(), types.begin(), types.end());
    batch.starts.push_back(batch.tokens());
    batch.keys.push_back(sequence_key++);
  };
  if (task_ == Task::answer) {
    for (const QuestionWindow& window : questions_[index].windows) {
      add(window.input_ids, window.token_type_ids);
      batch.spans.push_back(window.span);
    }
    return;
  }
  const Example& example = examples_[index];
  if (task_ == Task::choose && batch.choices.empty()) batch.choices.push_back(0);
  for (const Sequence& sequence : example.sequences) add(sequence.ids, sequence.types);
  if (task_ == Task::choose) batch.choices.push_back(batch.sequences());
  batch.labels.insert(batch.labels.end(), example.labels.begin(), example.labels.end());
  batch.targets.insert(batch.targets.end(), example.targets.begin(), example.targets.end());
}

}  // namespace albert::train
