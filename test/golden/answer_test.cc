// Question answering against transformers: logits of every window of every golden case, and the
// answers in every mode, on every instruction set.
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/tasks/answerer.h"
#include "heads_golden.h"

namespace {

using namespace albert;
using namespace albert::test;
using nlohmann::json;

constexpr double kAnswerTolerance = 1e-4;  // relative

/// The options of a case and one of its modes.
AnswererOptions options_for(const json& golden, const std::string& mode) {
  AnswererOptions options = {.batch_tokens = 64};
  options.top_k = golden.at("top_k");
  options.max_answer_length = golden.at("max_answer_len");
  options.window = {.tokens = golden.at("max_seq_len"), .overlap = golden.at("doc_stride")};
  options.handle_impossible = mode.ends_with("_impossible");
  if (mode.starts_with("no_align")) options.alignment = Alignment::tokens;
  if (mode.starts_with("align_to_whitespace")) options.alignment = Alignment::whitespace;
  return options;
}

void check_score(double ours, const json& theirs) {
  CHECK(ours == doctest::Approx(theirs.get<double>()).epsilon(kAnswerTolerance));
}

void check_answers(const AnsweredQuestion& ours, const std::string& context, const json& golden,
                   const json& answers) {
  REQUIRE(ours.good());
  CHECK(ours.windows == golden.at("windows").size());
  check_score(ours.null_score, golden.at("answers").at("null_score"));
  REQUIRE(ours.answers.size() == answers.size());
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const Answer& answer = ours.answers[i];
    check_score(answer.score, answers[i].at("score"));
    CHECK(answer.range.begin == answers[i].at("start_byte").get<std::size_t>());
    CHECK(answer.range.end == answers[i].at("end_byte").get<std::size_t>());
    CHECK(context.substr(answer.range.begin, answer.range.end - answer.range.begin) ==
          answers[i].at("answer").get<std::string>());
  }
}

void check_logits(const AlbertModel& model, const json& window, ThreadPool& threads,
                  Workspace& space) {
  const auto ids = window.at("input_ids").get<std::vector<std::int32_t>>();
  const auto types = window.at("token_type_ids").get<std::vector<std::int32_t>>();
  const std::vector<std::size_t> starts = {0, ids.size()};
  std::vector<float> logits(ids.size() * 2);
  model.head_logits(Component::qa_outputs, model.forward({ids, types, starts}, space, threads),
                    logits, space, threads);
  std::vector<std::vector<float>> columns(2);
  for (std::size_t i = 0; i < logits.size(); ++i) columns[i % 2].push_back(logits[i]);
  CHECK(largest_difference(columns[0], window.at("start_logits")) <= kHeadLogitTolerance);
  CHECK(largest_difference(columns[1], window.at("end_logits")) <= kHeadLogitTolerance);
}

void check_case(const HeadGolden& head, const json& golden, const AlbertModel& model,
                ThreadPool& threads, Workspace& space) {
  const std::string question = golden.at("question");
  const std::string context = golden.at("context");
  CAPTURE(question);
  for (const json& window : golden.at("windows")) check_logits(model, window, threads, space);
  for (const auto& item : golden.at("answers").items()) {
    const std::string& mode = item.key();
    const json& answers = item.value();
    if (!answers.is_array()) continue;
    CAPTURE(mode);
    const Answerer answerer(model, *head.tokenizer, options_for(golden, mode));
    check_answers(answerer.answer({{{question, context}}}, space, threads).front(), context, golden,
                  answers);
  }
}

TEST_CASE("answers in every mode, in English and Chinese") {
  for_each_case({"qa", "qa-zh"}, check_case);
}

}  // namespace
