// Multiple choice against transformers: logits, probabilities and the choice of every golden case
// on every instruction set.
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/tasks/multiple_choice.h"
#include "heads_golden.h"

namespace {

using namespace albert;
using namespace albert::test;
using nlohmann::json;

/// A prompt with its choices. Owns its bytes.
struct Question {
  std::string prompt;
  std::vector<std::string> choices;
};

Question question_of(const json& golden) {
  if (golden.contains("prompt")) return {golden.at("prompt"), golden.at("choices")};
  Question question;
  for (std::size_t i = 0; i < golden.at("input_ids").size(); ++i) {
    const CaseText pair = numbers_of(golden["input_ids"][i], golden["token_type_ids"][i]);
    question.prompt = pair.text;
    question.choices.push_back(pair.pair.value_or(""));
  }
  return question;
}

TEST_CASE("the choice among four continuations") {
  for_each_golden("choice", [](const HeadGolden& head) {
    const json& cases = head.golden.at("cases");
    std::vector<Question> questions;
    for (const json& golden : cases) questions.push_back(question_of(golden));
    std::vector<ChoiceInput> inputs;
    for (const Question& question : questions)
      inputs.push_back({question.prompt, question.choices});
    on_every_isa(head.source, [&](const AlbertModel& model, ThreadPool& threads, Workspace& space) {
      const MultipleChoice task(model, *head.tokenizer, {.batch_tokens = 32});
      const auto answers = task.choose(inputs, space, threads);
      REQUIRE(answers.size() == cases.size());
      for (std::size_t i = 0; i < cases.size(); ++i) {
        CAPTURE(questions[i].prompt);
        REQUIRE(answers[i].good());
        CHECK(largest_difference(answers[i].logits, cases[i].at("logits")) <= kHeadLogitTolerance);
        CHECK(largest_difference(answers[i].probabilities, cases[i].at("probabilities")) <=
              kHeadScoreTolerance);
        CHECK(answers[i].choice == cases[i].at("argmax").get<std::size_t>());
      }
    });
  });
}

}  // namespace
