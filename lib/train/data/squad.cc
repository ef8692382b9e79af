#include "train/data/squad.h"

#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "io/strict_json.h"
#include "train/data/character_offsets.h"
#include "train/data/json_members.h"
#include "train/data/text_lines.h"

namespace albert::train {
namespace {

using nlohmann::json;

constexpr int kMaxDepth = 32;

LabelledAnswer make_answer(std::string text, std::size_t start, const CharacterOffsets& context) {
  LabelledAnswer answer = {std::move(text)};
  const auto begin = context.byte_of(start);
  if (begin && context.text().substr(*begin).starts_with(answer.text)) answer.begin = begin;
  return answer;
}

LabelledText parse_squad_question(const json& object, const std::string& context,
                                  const CharacterOffsets& offsets) {
  LabelledText example;
  example.text = string_member(object, "question");
  example.pair = context;
  const auto impossible = object.find("is_impossible");
  if (impossible != object.end() && !impossible->is_boolean()) {
    refuse("'is_impossible' is not true or false");
  }
  if (impossible != object.end() && impossible->get<bool>()) return example;
  for (const json& answer : list_member(object, "answers")) {
    example.answers.push_back(
        make_answer(string_member(answer, "text"), count_member(answer, "answer_start"), offsets));
  }
  return example;
}

/// Calls `visit(item, place)` for the items of a list; adds their place to errors.
template <typename Visit>
void for_each_item(const json& list, const std::string& place, Visit visit) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string item_place = fmt::format("{}[{}]", place, i);
    try {
      visit(list[i], item_place);
    } catch (const Error& error) {
      if (!error.where().empty()) throw;
      throw Error(error.code(), error.problem(), item_place);
    }
  }
}

}  // namespace

LabelledText parse_question(const json& object) {
  LabelledText example;
  example.text = string_member(object, "question");
  example.pair = string_member(object, "context");
  const json& answers = member(object, "answers");
  std::vector<std::string> texts = strings_member(answers, "text");
  const json& starts = list_member(answers, "answer_start");
  if (starts.size() != texts.size()) {
    refuse(fmt::format("has {} answers and {} places of answers", texts.size(), starts.size()));
  }
  const CharacterOffsets context(*example.pair);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (!starts[i].is_number_unsigned()) refuse("'answer_start' is not a list of counts");
    example.answers.push_back(
        make_answer(std::move(texts[i]), starts[i].get<std::size_t>(), context));
  }
  return example;
}

std::vector<LabelledText> read_squad(const std::filesystem::path& file,
                                     const TextOptions& options) {
  const std::string name = options.name_of(file);
  std::string content;
  TextReader reader(file, json_text_options(options));
  while (reader.read_some(content)) {
  }
  const json whole = io::parse_strict_json(content, name, kMaxDepth);
  std::vector<LabelledText> examples;
  try {
    for_each_item(
        list_member(whole, "data"), "data", [&](const json& article, const std::string& in_data) {
          for_each_item(list_member(article, "paragraphs"), in_data + ".paragraphs",
                        [&](const json& paragraph, const std::string& in_article) {
                          const std::string context = string_member(paragraph, "context");
                          const CharacterOffsets offsets(context);
                          for_each_item(list_member(paragraph, "qas"), in_article + ".qas",
                                        [&](const json& question, const std::string& place) {
                                          examples.push_back(
                                              parse_squad_question(question, context, offsets));
                                          examples.back().json_place = place;
                                        });
                        });
        });
  } catch (const Error& error) {
    throw Error(ErrorCode::model, error.problem(),
                error.where().empty() ? name : fmt::format("{}: {}", name, error.where()));
  }
  if (examples.empty()) throw Error(ErrorCode::model, "has no questions", name);
  return examples;
}

}  // namespace albert::train
