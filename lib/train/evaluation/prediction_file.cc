#include "albert/train/evaluation/prediction_file.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "albert/base/error.h"
#include "train/data/character_offsets.h"
#include "train/data/json_members.h"
#include "train/data/text_lines.h"

namespace albert::train {
namespace {

using nlohmann::json;

constexpr double kSumTolerance = 1e-3;

struct ScoredLabel {
  std::string label;
  double score = 0;
};

std::vector<ScoredLabel> scored_labels(const json& object) {
  std::vector<ScoredLabel> labels;
  for (const json& item : list_member(object, "predictions")) {
    labels.push_back({string_member(item, "label"), number_member(item, "score")});
  }
  return labels;
}

/// A line of `classify` for the one label that is right.
Prediction parse_label(const json& object, const LabelledText& example) {
  const std::vector<ScoredLabel> labels = scored_labels(object);
  if (labels.empty()) refuse("has no predictions");
  Prediction prediction;
  prediction.labels = {std::ranges::max_element(labels, {}, &ScoredLabel::score)->label};
  double sum = 0;
  for (const ScoredLabel& label : labels) sum += label.score;
  const auto wanted = std::ranges::find(labels, example.labels.front(), &ScoredLabel::label);
  const bool are_probabilities = std::abs(sum - 1) < kSumTolerance;
  if (are_probabilities && wanted != labels.end()) prediction.loss = -std::log(wanted->score);
  return prediction;
}

Prediction parse_label_set(const json& object) {
  Prediction prediction;
  for (const ScoredLabel& label : scored_labels(object)) {
    if (label.score >= 0.5) prediction.labels.push_back(label.label);
  }
  return prediction;
}

Prediction parse_number(const json& object, const LabelledText& example) {
  const std::vector<ScoredLabel> labels = scored_labels(object);
  if (labels.size() != 1) refuse(fmt::format("has {} predictions, not one number", labels.size()));
  Prediction prediction;
  prediction.number = labels.front().score;
  if (object.contains("logits")) {
    const json& logits = list_member(object, "logits");
    if (logits.size() != 1 || !logits[0].is_number()) refuse("'logits' is not a list of a number");
    prediction.number = logits[0].get<double>();
  }
  prediction.loss = std::pow(prediction.number - example.number, 2);
  return prediction;
}

/// Where an entity is in its text, whose offsets may be bytes or characters.
std::optional<ByteRange> range_of(const json& entity, const CharacterOffsets& text) {
  const std::size_t begin = count_member(entity, "start");
  const std::size_t end = count_member(entity, "end");
  const std::string wanted = string_member(entity, "text");
  const auto range = [&](std::optional<std::size_t> first, std::optional<std::size_t> last) {
    const bool is_there = first && last && *first <= *last && *last <= text.text().size() &&
                          text.text().substr(*first, *last - *first) == wanted;
    return is_there ? std::optional(ByteRange{static_cast<std::uint32_t>(*first),
                                              static_cast<std::uint32_t>(*last)})
                    : std::nullopt;
  };
  const auto bytes = range(begin, end);
  return bytes ? bytes : range(text.byte_of(begin), text.byte_of(end));
}

Prediction parse_entities(const json& object, const LabelledText& example,
                          const std::string& place) {
  const JoinedWords words(example.parts);
  const CharacterOffsets text(words.text);
  std::vector<LabelledRange> ranges;
  for (const json& entity : list_member(object, "entities")) {
    const auto range = range_of(entity, text);
    if (!range) {
      refuse(fmt::format("its entity '{}' is not at {} to {} of {}", string_member(entity, "text"),
                         count_member(entity, "start"), count_member(entity, "end"), place));
    }
    if (!entity.contains("entity_group")) {
      ranges.push_back({*range, string_member(entity, "entity")});
      continue;
    }
    const std::string type = string_member(entity, "entity_group");
    const char* prefix = "B-";
    for (const ByteRange& word : words.ranges) {
      if (word.begin < range->begin || word.begin >= range->end || type == "O") continue;
      ranges.push_back({word, prefix + type});
      prefix = "I-";
    }
  }
  return {.labels = word_tags(words, ranges)};
}

Prediction parse_answer(const json& object, const LabelledText& example, const std::string& place) {
  const json& answers = list_member(object, "answers");
  Prediction prediction;
  if (answers.empty()) return prediction;
  prediction.answer = string_member(answers.front(), "answer");
  if (example.pair->find(prediction.answer) == std::string::npos) {
    refuse(fmt::format("its answer '{}' is not in the context of {}", prediction.answer, place));
  }
  return prediction;
}

Prediction parse_choice(const json& object, const LabelledText& example, const std::string& place) {
  const json& probabilities = list_member(object, "probabilities");
  const std::size_t choices = example.parts.size();
  if (probabilities.size() != choices) {
    refuse(fmt::format("has {} choices, but {} has {}", probabilities.size(), place, choices));
  }
  Prediction prediction;
  prediction.choice = count_member(object, "choice");
  if (prediction.choice >= choices) refuse("'choice' is not the number of a choice");
  const json& probability = probabilities[example.choice];
  if (!probability.is_number()) refuse("'probabilities' is not a list of numbers");
  prediction.loss = -std::log(probability.get<double>());
  return prediction;
}

Prediction parse_prediction(std::string_view line, Task task, const LabelledText& example,
                            const std::string& place) {
  const json object = json::parse(line, nullptr, false);
  if (!object.is_object()) refuse("is not a JSON object");
  if (object.contains("error")) {
    refuse(fmt::format("has an error instead of an answer: {}", string_member(object, "error")));
  }
  switch (task) {
    case Task::classify:
      return parse_label(object, example);
    case Task::multi_label:
      return parse_label_set(object);
    case Task::regress:
      return parse_number(object, example);
    case Task::tag:
      return parse_entities(object, example, place);
    case Task::answer:
      return parse_answer(object, example, place);
    case Task::choose:
      return parse_choice(object, example, place);
  }
  throw Error(ErrorCode::usage, "unknown task");
}

}  // namespace

std::vector<Prediction> read_predictions(const std::filesystem::path& file, Task task,
                                         std::span<const LabelledText> examples,
                                         const std::string& data, const TextOptions& options) {
  const std::string name = options.name_of(file);
  TextLines lines(file, json_text_options(options));
  std::vector<Prediction> predictions;
  std::size_t number = 0;
  constexpr std::size_t kLinesAtOnce = 1024;
  for (auto some = lines.next(kLinesAtOnce); !some.empty(); some = lines.next(kLinesAtOnce)) {
    for (const std::string_view line : some) {
      ++number;
      if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
      const std::size_t i = predictions.size();
      try {
        if (i == examples.size()) {
          refuse(fmt::format("is one more than the {} examples of {}", i, data));
        }
        predictions.push_back(
            parse_prediction(line, task, examples[i], examples[i].place_in(data)));
      } catch (const Error& error) {
        throw Error(ErrorCode::model, error.problem(), fmt::format("{}:{}", name, number));
      }
    }
  }
  if (predictions.size() < examples.size()) {
    throw Error(ErrorCode::model,
                fmt::format("has {} answers, but {} has {} examples", predictions.size(), data,
                            examples.size()),
                name);
  }
  return predictions;
}

}  // namespace albert::train
