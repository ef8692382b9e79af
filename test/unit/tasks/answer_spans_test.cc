#include "albert/tasks/answer_spans.h"

#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace {

using namespace albert;

/// Logits [S, 2] of start and end probabilities, up to a factor.
std::vector<float> logits_of(const std::vector<double>& starts, const std::vector<double>& ends) {
  std::vector<float> logits;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    logits.push_back(static_cast<float>(std::log(starts[i])));
    logits.push_back(static_cast<float>(std::log(ends[i])));
  }
  return logits;
}

// [CLS] question [SEP] a b c [SEP]
const std::vector<float> kLogits =
    logits_of({0.1, 5, 5, 0.4, 0.3, 0.2, 5}, {0.2, 5, 5, 0.1, 0.5, 0.2, 5});

TEST_CASE("spans are ranked by the product of their probabilities, the question left out") {
  const WindowSpans found = find_spans(kLogits, 3, 6, 15, 4);
  REQUIRE(found.spans.size() == 4);
  CHECK(found.spans[0].first == 3);
  CHECK(found.spans[0].last == 4);
  CHECK(found.spans[0].score == doctest::Approx(0.4 * 0.5));
  CHECK(found.spans[1].first == 4);
  CHECK(found.spans[1].last == 4);
  CHECK(found.spans[2].score == doctest::Approx(0.4 * 0.2));
  CHECK(found.spans[3].score == doctest::Approx(0.3 * 0.2));
  CHECK(found.null_score == doctest::Approx(0.1 * 0.2));
}

TEST_CASE("an answer has a largest length, and ends after it begins") {
  const WindowSpans found = find_spans(kLogits, 3, 6, 1, 100);
  REQUIRE(found.spans.size() == 3);
  for (const TokenSpan& span : found.spans) CHECK(span.first == span.last);
  CHECK(find_spans(kLogits, 3, 6, 2, 100).spans.size() == 5);
}

TEST_CASE("of equal spans the earlier comes first") {
  const auto logits = logits_of({0.1, 1, 1, 1}, {0.1, 1, 1, 1});
  const WindowSpans found = find_spans(logits, 1, 4, 2, 3);
  CHECK(found.spans[0].last == 1);
  CHECK(found.spans[1].first == 1);
  CHECK(found.spans[1].last == 2);
  CHECK(found.spans[2].first == 2);
}

TEST_CASE("an empty context has no spans, and all of the probability is on no answer") {
  const WindowSpans found = find_spans(kLogits, 3, 3, 15, 4);
  CHECK(found.spans.empty());
  CHECK(found.null_score == 1);
}

TEST_CASE("spans without probability are left out") {
  std::vector<float> logits(8);
  logits[2] = 300;  // the start of token 1
  CHECK(find_spans(logits, 1, 4, 15, 100).spans.size() == 3);
}

TEST_CASE("answers with one text, whatever its case, are one") {
  AnswerList answers("The Mill. THE MILL? mill");
  answers.add({4, 8}, 0.3);
  answers.add({0, 8}, 0.2);
  answers.add({10, 18}, 0.15);
  answers.add({20, 24}, 0.1);
  const auto best = answers.best(5);
  REQUIRE(best.size() == 2);
  CHECK(best[0].range == ByteRange{4, 8});
  CHECK(best[0].score == doctest::Approx(0.4));
  CHECK(best[1].range == ByteRange{0, 8});
  CHECK(best[1].score == doctest::Approx(0.35));
  CHECK(answers.best(1).size() == 1);
}

TEST_CASE("no answer competes with the others, and answers of score 0 are left out") {
  AnswerList answers("a b");
  answers.add({0, 1}, 0.3);
  answers.add({2, 3}, 1e-60);
  answers.add_null(0.4);
  const auto best = answers.best(5);
  REQUIRE(best.size() == 2);
  CHECK(best[0].range == ByteRange{0, 0});
  CHECK(best[0].score == 0.4F);
}

}  // namespace
