#include "albert/tasks/fill_mask.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "model_without.h"
#include "number_tokenizer.h"
#include "support/shared.h"

namespace {

using namespace albert;
using Ids = std::vector<std::int32_t>;

struct Setup {
  ThreadPool threads{2};
  AlbertModel model =
      AlbertModel::load(test::fixtures_dir() / "golden" / "models" / "tiny-groups2");
  test::NumberTokenizer tokenizer{4000};
  Workspace workspace;

  FilledText fill(TextInput text, FillMaskOptions options) {
    return FillMask(model, tokenizer, std::move(options))
        .fill(std::vector{MaskedInput{text}}, workspace, threads)
        .front();
  }
};

TEST_CASE("scores are a softmax over the whole vocabulary, best first") {
  Setup setup;
  const FilledText all = setup.fill({"10 4 20"}, {.top_k = 100000});
  REQUIRE(all.good());
  CHECK(all.masks == std::vector<std::size_t>{2});
  REQUIRE(all.candidates.size() == 1);
  const std::vector<MaskCandidate>& candidates = all.candidates[0];
  REQUIRE(candidates.size() == 4000);
  double sum = 0;
  Ids tokens;
  for (const MaskCandidate& candidate : candidates) {
    sum += candidate.score;
    REQUIRE(candidate.tokens.size() == 1);
    tokens.push_back(candidate.tokens.front());
  }
  CHECK(sum == doctest::Approx(1).epsilon(1e-6));
  CHECK(std::ranges::is_sorted(candidates, std::ranges::greater(), &MaskCandidate::score));
  std::ranges::sort(tokens);
  CHECK(std::ranges::adjacent_find(tokens) == tokens.end());

  const FilledText best = setup.fill({"10 4 20"}, {.top_k = 7});
  CHECK(best.candidates[0] == std::vector(candidates.begin(), candidates.begin() + 7));

  // A target has the score that its token has among all tokens.
  const auto as_target = [](MaskCandidate candidate) {
    candidate.target = std::to_string(candidate.tokens.front());
    return candidate;
  };
  const MaskCandidate last = as_target(candidates.back());
  const MaskCandidate fifth = as_target(candidates[4]);
  const std::vector<std::string> words = {last.target, fifth.target, last.target};
  CHECK(setup.fill({"10 4 20"}, {.targets = words}).candidates[0] == std::vector{fifth, last});
  CHECK(setup.fill({"10 4 20"}, {.top_k = 1, .targets = words}).candidates[0] ==
        std::vector{fifth});
}

/// The log-probability of `token` for the mask of a text.
double logprob_of(Setup& setup, const std::string& text, std::int32_t token, std::size_t mask = 0) {
  return setup.fill({text}, {.targets = {std::to_string(token)}}).candidates[mask][0].logprob;
}

TEST_CASE("a target of several pieces is scored from left to right over as many masks") {
  Setup setup;
  const FilledText answer =
      setup.fill({"10 4 20"}, {.targets = {"30-31-32", "40", "30-31", "30-33"}});
  REQUIRE(answer.candidates[0].size() == 4);
  for (const MaskCandidate& candidate : answer.candidates[0]) {
    double expected = 0;
    std::string before;
    const std::size_t pieces = candidate.tokens.size();
    for (std::size_t i = 0; i < pieces; ++i) {
      std::string text = "10 " + before;
      for (std::size_t rest = i; rest < pieces; ++rest) text += "4 ";
      expected += logprob_of(setup, text + "20", candidate.tokens[i]);
      before += std::to_string(candidate.tokens[i]) + " ";
    }
    CAPTURE(candidate.target);
    CHECK(candidate.logprob == expected);
    CHECK(candidate.score == static_cast<float>(std::exp(expected)));
  }
  CHECK(std::ranges::is_sorted(answer.candidates[0], std::ranges::greater(),
                               &MaskCandidate::logprob));
  const FillMask task(setup.model, setup.tokenizer, {});
  CHECK(task.sequence(answer, 0, Ids{30, 31}) == "10 30 31 20");
}

TEST_CASE("a text's own targets replace the others, with other masks left as they are") {
  Setup setup;
  const std::vector<std::string> own = {"31", "30-32"};
  const FillMask task(setup.model, setup.tokenizer, {.targets = {"40"}});
  const auto answers = task.fill(std::vector<MaskedInput>{{{"10 4 4"}, own}, {{"10 4 4"}}},
                                 setup.workspace, setup.threads);
  REQUIRE(answers[0].candidates[1].size() == 2);
  REQUIRE(answers[1].candidates[1].size() == 1);
  CHECK(answers[1].candidates[0][0].target == "40");
  for (const MaskCandidate& candidate : answers[0].candidates[1]) {
    if (candidate.target != "30-32") continue;
    CHECK(candidate.logprob ==
          logprob_of(setup, "10 4 4 4", 30, 1) + logprob_of(setup, "10 4 30 4", 32, 1));
  }
  const std::vector<std::string> bad = {" "};
  CHECK(task.fill(std::vector<MaskedInput>{{{"10 4"}, bad}}, setup.workspace, setup.threads)
            .front()
            .error == "target ' ' is no token of the model");
  CHECK_THROWS_WITH_AS(FillMask(setup.model, setup.tokenizer, {.targets = {" "}}),
                       "target ' ' is no token of the model", Error);
}

TEST_CASE("joint filling finds what trying every pair of tokens finds") {
  Setup setup;
  std::vector<std::string> words;
  words.reserve(12);
  for (int i = 0; i < 12; ++i) words.push_back(std::to_string(100 + 37 * i));
  double best = -1e9;
  std::vector<Ids> best_tokens;
  for (const std::string& first : words) {
    for (const std::string& second : words) {
      const double logprob = logprob_of(setup, "10 4 11 4", std::stoi(first), 0) +
                             logprob_of(setup, "10 " + first + " 11 4", std::stoi(second), 0);
      if (logprob <= best) continue;
      best = logprob;
      best_tokens = {{std::stoi(first)}, {std::stoi(second)}};
    }
  }
  const FilledText answer = setup.fill(
      {"10 4 11 4"}, {.top_k = 3, .targets = words, .joint = true, .beam = words.size()});
  CHECK(answer.candidates.empty());
  REQUIRE(answer.fillings.size() == 3);
  REQUIRE(answer.fillings[0].masks.size() == 2);
  CHECK(answer.fillings[0].logprob == best);
  CHECK(answer.fillings[0].masks[0].tokens == best_tokens[0]);
  CHECK(answer.fillings[0].masks[1].tokens == best_tokens[1]);
  CHECK(answer.fillings[1].logprob <= best);

  const FillMask task(setup.model, setup.tokenizer, {});
  CHECK(task.sequence(answer, answer.fillings[0]) ==
        "10 " + std::to_string(best_tokens[0][0]) + " 11 " + std::to_string(best_tokens[1][0]));
}

TEST_CASE("one mask alone is filled the same way together") {
  Setup setup;
  const FilledText each = setup.fill({"10 4 20"}, {.top_k = 4});
  const FilledText joint = setup.fill({"10 4 20"}, {.top_k = 4, .joint = true});
  REQUIRE(joint.fillings.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(joint.fillings[i].masks[0] == each.candidates[0][i]);
    CHECK(joint.fillings[i].score == each.candidates[0][i].score);
  }
}

TEST_CASE("in a long text each mask is filled in the window around it") {
  Setup setup;
  std::string text;
  for (int i = 0; i < 700; ++i) text += i % 100 == 50 ? "4 " : std::to_string(20 + i) + " ";
  const FilledText answer = setup.fill({text}, {.top_k = 2, .window = 7});
  REQUIRE(answer.good());
  REQUIRE(answer.masks.size() == 7);
  CHECK(answer.input_ids.size() == 702);
  CHECK(answer.candidates[3] == setup.fill({"368 369 4 371 372"}, {.top_k = 2}).candidates[0]);
  const FilledText target = setup.fill({text}, {.targets = {"30-31"}, .window = 7});
  CHECK(target.candidates[3][0].logprob ==
        logprob_of(setup, "368 369 4 4 371", 30) + logprob_of(setup, "369 30 4 371 372", 31));
  CHECK(setup.fill({text}, {}).good());
  CHECK(setup.fill({text}, {.truncate = true}).error.starts_with("2 of 7 4 lie beyond the 512"));
  CHECK(setup.fill({"4"}, {.window = 2}).error == "leaves no room in windows of 2 tokens");
  CHECK_THROWS_AS(setup.fill({"4"}, {.window = 513}), Error);
}

std::vector<MaskedInput> inputs_of(const std::vector<TextInput>& texts) {
  std::vector<MaskedInput> inputs;
  std::ranges::transform(texts, std::back_inserter(inputs),
                         [](const TextInput& text) { return MaskedInput{text}; });
  return inputs;
}

TEST_CASE("an answer has the same bits in any batch") {
  Setup setup;
  std::vector<std::string> words;
  for (int i = 0; i < 60; ++i) {
    std::string text = std::to_string(100 + i);
    for (int n = 0; n < i * 37 % 23; ++n) text += " " + std::to_string(200 + n * i) + " 4";
    words.push_back(text + " 4");
  }
  std::vector<TextInput> texts;
  for (std::size_t i = 0; i < words.size(); ++i) {
    texts.push_back({words[i]});
    if (i % 3 == 0) texts.back().pair = words[i / 2];
  }
  std::vector<FilledText> alone;
  alone.reserve(texts.size());
  FillMaskOptions options;
  SUBCASE("every token") {}
  SUBCASE("targets") {
    options.targets = {"30-31", "40", "30-32-33"};
  }
  SUBCASE("joint") {
    options.joint = true;
    options.beam = 2;
    options.top_k = 2;
  }
  for (const TextInput& text : texts) alone.push_back(setup.fill(text, options));
  const std::vector<MaskedInput> inputs = inputs_of(texts);
  for (const std::size_t batch_tokens : {1U, 40U, 100000U}) {
    for (const int count : {1, 3}) {
      ThreadPool threads(count);
      options.batch_tokens = batch_tokens;
      const FillMask task(setup.model, setup.tokenizer, options);
      const auto together = task.fill(inputs, setup.workspace, threads);
      for (std::size_t i = 0; i < texts.size(); ++i) {
        CHECK(together[i].candidates == alone[i].candidates);
        REQUIRE(together[i].fillings.size() == alone[i].fillings.size());
        for (std::size_t f = 0; f < alone[i].fillings.size(); ++f) {
          CHECK(together[i].fillings[f].masks == alone[i].fillings[f].masks);
          CHECK(together[i].fillings[f].logprob == alone[i].fillings[f].logprob);
        }
      }
    }
  }
}

TEST_CASE("more masks than fit one block of logits") {
  Setup setup;
  std::string text;
  for (int i = 0; i < 510; ++i) text += "4 ";
  const FilledText answer = setup.fill({text}, {.top_k = 1});
  REQUIRE(answer.good());
  CHECK(answer.masks.size() == 510);
  CHECK(std::ranges::all_of(answer.candidates, [](const auto& best) { return best.size() == 1; }));
  // The first mask's answer does not depend on the chunk it falls into.
  const std::int32_t token = answer.candidates[300][0].tokens.front();
  CHECK(setup.fill({text}, {.targets = {std::to_string(token)}}).candidates[300][0].score ==
        answer.candidates[300][0].score);
}

TEST_CASE("texts without an answer say why, and leave the others alone") {
  Setup setup;
  const FillMask task(setup.model, setup.tokenizer, {});
  std::string longest;
  for (int i = 0; i < 600; ++i) longest += "4 ";
  const auto answers =
      task.fill(inputs_of({{"10"}, {"4"}, {""}, {longest}}), setup.workspace, setup.threads);
  CHECK(answers[0].error == "has no 4");
  CHECK(answers[1].good());
  CHECK(answers[2].error == "has no 4");
  CHECK(answers[3].masks.size() == 600);
  CHECK(task.fill({}, setup.workspace, setup.threads).empty());
}

TEST_CASE("sequences leave special tokens out when there is a single mask") {
  Setup setup;
  const FillMask task(setup.model, setup.tokenizer, {});
  CHECK(task.sequence(setup.fill({"10 4 0 1 20"}, {}), 0, Ids{77}) == "10 77 20");
  CHECK(task.sequence(setup.fill({"10 4 0 4", "30"}, {}), 1, Ids{77}) == "2 10 4 77 3 30 3");
  CHECK(task.token_string(Ids{4}) == "4");
}

TEST_CASE("a model without the head, or with fewer words than the tokenizer, is refused") {
  Setup setup;
  const test::NumberTokenizer larger(4001);
  CHECK_THROWS_AS(FillMask(setup.model, larger, {}), Error);
  const AlbertModel headless = test::model_without(
      test::fixtures_dir() / "golden" / "models" / "tiny-inner2", "predictions.");
  CHECK_THROWS_WITH_AS(FillMask(headless, setup.tokenizer, {}),
                       "predictions.*: the model has no masked-language-model head (these are "
                       "weights of a bare encoder or of another task; take the pretrained ones)",
                       Error);
}

}  // namespace
