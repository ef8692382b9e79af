// Sequence classification against transformers: logits, scores and the order of the labels of every
// golden case on every instruction set; configs and weights as they are found in the wild.
#include <filesystem>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "albert/tasks/classifier.h"
#include "heads_golden.h"
#include "support/shared.h"
#include "support/temp_dir.h"

namespace {

using namespace albert;
using namespace albert::test;
using nlohmann::json;
namespace fs = std::filesystem;

void check_pipeline(const Classification& ours, const Labels& labels, const json& pipeline) {
  REQUIRE(ours.good());
  const std::vector<std::size_t> ranking = ours.ranking();
  REQUIRE(ranking.size() == pipeline.size());
  for (std::size_t i = 0; i < ranking.size(); ++i) {
    CHECK(labels.names[ranking[i]] == pipeline[i].at("label").get<std::string>());
    CHECK(std::abs(ours.scores[ranking[i]] - pipeline[i].at("score").get<double>()) <=
          kHeadScoreTolerance);
  }
}

// Cases with a max_length were cut to it; the others fit.
void check_cases(const HeadGolden& head, bool truncated) {
  std::vector<json> cases;
  std::vector<CaseText> texts;
  for (const json& golden : head.golden.at("cases")) {
    if (golden.contains("max_length") != truncated) continue;
    cases.push_back(golden);
    texts.push_back(text_of(golden));
  }
  on_every_isa(head.source, [&](const AlbertModel& model, ThreadPool& threads, Workspace& space) {
    const Classifier classifier(model, *head.tokenizer, head.source.labels(),
                                {.batch_tokens = 64, .truncate = truncated});
    const auto answers = classifier.classify(views_of(texts), space, threads);
    REQUIRE(answers.size() == cases.size());
    for (std::size_t i = 0; i < cases.size(); ++i) {
      CAPTURE(texts[i].text);
      CHECK(largest_difference(answers[i].logits, cases[i].at("logits")) <= kHeadLogitTolerance);
      CHECK((answers[i].truncated > 0) == truncated);
      check_pipeline(answers[i], classifier.labels(), cases[i].at("pipeline"));
    }
  });
}

TEST_CASE("labels and scores of single-label, multi-label and regression models") {
  for (const char* name : {"seq-single", "seq-multi", "seq-regression"}) {
    for_each_golden(name, [](const HeadGolden& head) {
      check_cases(head, false);
      check_cases(head, true);
    });
  }
}

TEST_CASE("each function of the scores") {
  if (!need_shared("the functions of scores", "goldens/heads/models")) return;
  for_each_golden("seq-multi", [](const HeadGolden& head) {
    if (!head.golden.contains("function_to_apply")) return;
    const json& golden = head.golden.at("function_to_apply");
    const std::string text = golden.at("text");
    ThreadPool threads;
    Workspace workspace;
    const AlbertModel model(head.source, {});
    for (const ScoreFunction function :
         {ScoreFunction::none, ScoreFunction::sigmoid, ScoreFunction::softmax}) {
      const Classifier classifier(model, *head.tokenizer, head.source.labels(),
                                  {.function = function});
      check_pipeline(classifier.classify({{{text}}}, workspace, threads).front(),
                     classifier.labels(), golden.at(std::string(to_string(function))));
    }
  });
}

/// A folder with the files of `folder`, then `config` in the place of its own, and a vocabulary.
void copy_model(const TempDir& into, const fs::path& folder, const fs::path& config) {
  const fs::path heads = shared_dir() / "goldens/heads";
  const auto overwrite = fs::copy_options::overwrite_existing;
  fs::copy(folder, into.path(), overwrite);
  fs::copy(heads / "models/seq-single/spiece.model", into.path(), overwrite);
  if (!config.empty()) fs::copy(config, into.path() / "config.json", overwrite);
}

/// Answers the text of a case with a model that is accepted; throws Error for one that is refused.
void check_variant(const TempDir& folder, const json& variant) {
  const ModelSource source = ModelSource::open(folder.path());
  source.check();
  source.require(Head::classify);
  const AlbertModel model(source, {});
  const auto tokenizer = Tokenizer::load(folder.path());
  ThreadPool threads;
  Workspace workspace;
  const Classifier classifier(model, *tokenizer, source.labels(), {});
  const std::string text = variant.at("text");
  check_pipeline(classifier.classify({{{text}}}, workspace, threads).front(), classifier.labels(),
                 variant.at("pipeline"));
}

TEST_CASE("configs and weights in the wild are answered or refused, never guessed") {
  if (!need_shared("configs and weights in the wild", "goldens/heads/variants")) return;
  const fs::path heads = shared_dir() / "goldens/heads";
  const auto check = [&](const json& variant, const fs::path& folder, const fs::path& config) {
    const TempDir copy;
    copy_model(copy, folder, config);
    CAPTURE(folder.string());
    CAPTURE(config.string());
    const std::string outcome = variant.at("outcome");
    if (outcome == "refuse") {
      CHECK_THROWS_AS(check_variant(copy, variant), Error);
    } else {
      check_variant(copy, variant);
    }
  };
  for (const json& variant : read_golden(heads / "variants/weights.json").at("cases")) {
    check(variant, heads / "variants" / variant.at("folder").get<std::string>(), {});
  }
  for (const json& variant : read_golden(heads / "variants/configs.json").at("cases")) {
    const std::string model = variant.at("weights_of");
    if (!model.starts_with("seq-")) continue;
    check(variant, heads / "models" / model,
          heads / "variants" / variant.at("config").get<std::string>());
  }
}

}  // namespace
