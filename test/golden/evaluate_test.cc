// Files of labels and predictions evaluated against scikit-learn, scipy, seqeval and SQuAD's rule.
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "albert/train/data/labelled_text.h"
#include "albert/train/evaluation/prediction_file.h"
#include "heads_golden.h"
#include "support/shared.h"
#include "support/temp_dir.h"

namespace {

using namespace albert;
using namespace albert::test;
using namespace albert::train;
using nlohmann::json;

constexpr double kTolerance = 1e-9;

/// Examples and predictions as files, a JSON object a line.
class Files {
 public:
  void add(const json& example, const json& prediction) {
    data_ += example.dump() + '\n';
    predictions_ += prediction.dump() + '\n';
  }

  TaskScorer score(Task task) const {
    const TempDir dir;
    const auto examples = read_labelled_texts(dir.write("data.jsonl", data_), task, {});
    const auto predictions =
        read_predictions(dir.write("answers.jsonl", predictions_), task, examples, "data", {});
    return train::score(task, examples, predictions, labels_of(examples, predictions, task));
  }

 private:
  std::string data_;
  std::string predictions_;
};

json label_and_score(const json& label, double score) {
  return {{"label", label.dump()}, {"score", score}};
}

void check_measures(const TaskScorer& scorer, const json& golden,
                    const std::vector<std::pair<std::string, std::string>>& names) {
  const TaskScores scores = scorer.scores();
  for (const auto& name : names) {
    CAPTURE(name.first);
    const auto found = std::ranges::find(scores.measures, name.first,
                                         [](const auto& measure) { return measure.first; });
    REQUIRE(found != scores.measures.end());
    CHECK(std::abs(found->second - golden.at(name.second).get<double>()) <= kTolerance);
  }
}

TEST_CASE("evaluated files have the measures of scikit-learn, scipy and seqeval") {
  if (!need_shared("evaluation of predictions", "goldens/heads/metrics.json")) return;
  const json golden = read_golden(shared_dir() / "goldens/heads/metrics.json");
  for (const char* name : {"single_label", "binary", "binary_constant_prediction"}) {
    CAPTURE(name);
    const json& one = golden.at(name);
    Files files;
    for (std::size_t i = 0; i < one.at("labels").size(); ++i) {
      files.add({{"text", "t"}, {"label", one["labels"][i]}},
                {{"predictions", {label_and_score(one["predictions"][i], 0.9)}}});
    }
    const TaskScorer scorer = files.score(Task::classify);
    check_measures(scorer, one, {{"accuracy", "accuracy"}, {"matthews", "matthews_corrcoef"}});
    if (one.contains("f1_macro")) check_measures(scorer, one, {{"macro_f1", "f1_macro"}});
  }

  Files sets;
  const json& multi_label = golden.at("multi_label");
  for (std::size_t i = 0; i < multi_label.at("labels").size(); ++i) {
    json labels = json::array();
    json predictions = json::array();
    for (std::size_t j = 0; j < multi_label["labels"][i].size(); ++j) {
      if (multi_label["labels"][i][j] == 1) labels.push_back(j);
      predictions.push_back(label_and_score(j, multi_label["scores"][i][j]));
    }
    sets.add({{"text", "t"}, {"label", labels}}, {{"predictions", predictions}});
  }
  check_measures(
      sets.score(Task::multi_label), multi_label,
      {{"micro_f1", "f1_micro"}, {"macro_f1", "f1_macro"}, {"exact_match", "exact_match"}});

  Files numbers;
  const json& regression = golden.at("regression");
  for (std::size_t i = 0; i < regression.at("labels").size(); ++i) {
    numbers.add({{"text", "t"}, {"label", regression["labels"][i]}},
                {{"predictions", {label_and_score("LABEL_0", regression["predictions"][i])}}});
  }
  check_measures(numbers.score(Task::regress), regression,
                 {{"pearson", "pearson"}, {"spearman", "spearman"}, {"mse", "mse"}});
  CHECK(numbers.score(Task::regress).scores().loss ==
        doctest::Approx(regression.at("mse").get<double>()).epsilon(kTolerance));
}

TEST_CASE("evaluated files of entities and answers") {
  if (!need_shared("evaluation of entities", "goldens/heads/metrics.json")) return;
  const json golden = read_golden(shared_dir() / "goldens/heads/metrics.json");
  Files sentences;
  const json& entities = golden.at("entities");
  for (std::size_t i = 0; i < entities.at("labels").size(); ++i) {
    json words = json::array();
    json found = json::array();
    for (const json& tag : entities["predictions"][i]) {
      const std::size_t begin = 2 * words.size();
      words.push_back("w");
      if (tag == "O") continue;
      found.push_back({{"entity", tag}, {"start", begin}, {"end", begin + 1}, {"text", "w"}});
    }
    sentences.add({{"tokens", words}, {"tags", entities["labels"][i]}}, {{"entities", found}});
  }
  const TaskScorer scorer = sentences.score(Task::tag);
  check_measures(scorer, entities.at("default"),
                 {{"precision", "precision"}, {"recall", "recall"}, {"f1", "f1"}});
  const PrecisionRecall strict = total_of(scorer.entities(EntityScheme::strict));
  CHECK(strict.f1() ==
        doctest::Approx(entities.at("strict_IOB2").at("f1").get<double>()).epsilon(kTolerance));

  Files questions;
  const json& squad = golden.at("squad");
  for (const json& pair : squad.at("pairs")) {
    const std::string answer = pair.at("answer");
    const std::string prediction = pair.at("prediction");
    questions.add({{"question", "q"},
                   {"context", answer + prediction},
                   {"answers", {{"text", {answer}}, {"answer_start", {0}}}}},
                  {{"answers", {{{"answer", prediction}}}}});
  }
  check_measures(questions.score(Task::answer), squad,
                 {{"exact_match", "exact_match"}, {"f1", "f1"}});
}

}  // namespace
