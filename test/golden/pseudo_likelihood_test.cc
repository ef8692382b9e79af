// Pseudo-log-likelihoods of every token against transformers, and against an independent program
// for the compact model and both methods.
#include "albert/tasks/pseudo_likelihood.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "heads_golden.h"
#include "support/shared.h"
#include "unit/tasks/number_tokenizer.h"

namespace {

using namespace albert;
using namespace albert::test;
using nlohmann::json;

constexpr double kLogprobTolerance = 2e-4;

/// Scores the texts of all cases; `expected` is the member of a case with the tokens' values.
std::vector<TextScore> check_logprobs(const AlbertModel& model, const Tokenizer& tokenizer,
                                      const json& cases, ScoreMethod method, const char* expected,
                                      ThreadPool& threads, Workspace& workspace) {
  std::vector<CaseText> texts;
  for (const json& golden : cases) texts.push_back(text_of(golden));
  const PseudoLikelihood task(model, tokenizer, {.method = method, .batch_tokens = 64});
  std::vector<TextScore> scores = task.score(views_of(texts), workspace, threads);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    CAPTURE(texts[i].text);
    REQUIRE(scores[i].good());
    std::vector<float> logprobs;
    for (const ScoredToken& token : scores[i].tokens) logprobs.push_back(token.logprob);
    CHECK(largest_difference(logprobs, cases[i].at(expected)) <= kLogprobTolerance);
  }
  return scores;
}

TEST_CASE("tokens of the golden texts") {
  for (const std::string name : {"tiny-shared", "tiny-zh"}) {
    if (!need_shared("pseudo-log-likelihoods of " + name, "goldens/heads/pll")) continue;
    const auto goldens = shared_dir() / "goldens";
    const json cases = read_golden(goldens / "heads/pll" / (name + ".json")).at("cases");
    const auto tokenizer = Tokenizer::load(goldens / "models" / name);
    on_every_isa(ModelSource::open(goldens / "models" / name),
                 [&](const AlbertModel& model, ThreadPool& threads, Workspace& workspace) {
                   const auto scores =
                       check_logprobs(model, *tokenizer, cases, ScoreMethod::original,
                                      "token_logprobs", threads, workspace);
                   for (std::size_t i = 0; i < scores.size(); ++i) {
                     const auto tokens = cases[i].at("n_tokens").get<double>();
                     CHECK(std::abs(scores[i].pll - cases[i].at("pll").get<double>()) <=
                           kLogprobTolerance * tokens);
                   }
                 });
  }
}

TEST_CASE("tokens of the texts that the project carries, by both methods") {
  const json cases = read_golden(fixtures_dir() / "heads/pll/tiny-inner2.json").at("cases");
  const NumberTokenizer tokenizer(4000);
  on_every_isa(ModelSource::open(fixtures_dir() / "golden/models/tiny-inner2"),
               [&](const AlbertModel& model, ThreadPool& threads, Workspace& workspace) {
                 check_logprobs(model, tokenizer, cases, ScoreMethod::original, "original", threads,
                                workspace);
                 check_logprobs(model, tokenizer, cases, ScoreMethod::within_word_l2r,
                                "within-word-l2r", threads, workspace);
               });
}

}  // namespace
