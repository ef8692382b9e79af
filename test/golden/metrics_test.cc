// Measures of predictions against scikit-learn, scipy, seqeval and SQuAD's rule.
#include "albert/train/evaluation/metrics.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "heads_golden.h"
#include "support/shared.h"

namespace {

using namespace albert;
using namespace albert::test;
using namespace albert::train;
using nlohmann::json;

constexpr double kTolerance = 1e-9;

void check_close(double ours, const json& theirs) {
  CHECK(std::abs(ours - theirs.get<double>()) <= kTolerance);
}

TEST_CASE("measures equal those of scikit-learn, scipy and seqeval") {
  if (!need_shared("measures of predictions", "goldens/heads/metrics.json")) return;
  const json golden = read_golden(shared_dir() / "goldens/heads/metrics.json");
  for (const char* name : {"single_label", "binary", "binary_constant_prediction"}) {
    CAPTURE(name);
    const json& one = golden.at(name);
    ConfusionMatrix matrix(3);
    for (std::size_t i = 0; i < one.at("labels").size(); ++i) {
      matrix.add(one["labels"][i], one["predictions"][i]);
    }
    check_close(matrix.accuracy(), one.at("accuracy"));
    check_close(matrix.matthews(), one.at("matthews_corrcoef"));
    if (one.contains("f1_of_label_1")) check_close(matrix.f1(1), one["f1_of_label_1"]);
    if (!one.contains("f1_macro")) continue;
    check_close(matrix.macro_f1(), one["f1_macro"]);
    for (std::size_t i = 0; i < 3; ++i) {
      check_close(matrix.f1(i), one.at("f1_per_label")[i]);
      for (std::size_t j = 0; j < 3; ++j) {
        CHECK(matrix.count(i, j) == one.at("confusion_matrix")[i][j].get<std::size_t>());
      }
    }
  }
  const json& regression = golden.at("regression");
  const std::vector<double> labels = regression.at("labels");
  const std::vector<double> predictions = regression.at("predictions");
  check_close(pearson(labels, predictions), regression.at("pearson"));
  check_close(spearman(labels, predictions), regression.at("spearman"));
  check_close(mean_squared_error(labels, predictions), regression.at("mse"));

  const json& entities = golden.at("entities");
  const std::vector<Tags> wanted = entities.at("labels");
  const std::vector<Tags> found = entities.at("predictions");
  const auto check_total = [&](EntityScheme scheme, const json& theirs) {
    const PrecisionRecall total = total_of(entity_scores(wanted, found, scheme));
    check_close(total.precision(), theirs.at("precision"));
    check_close(total.recall(), theirs.at("recall"));
    check_close(total.f1(), theirs.at("f1"));
  };
  check_total(EntityScheme::conll, entities.at("default"));
  check_total(EntityScheme::strict, entities.at("strict_IOB2"));
  const auto by_type = entity_scores(wanted, found, EntityScheme::conll);
  for (const auto& [type, theirs] : entities.at("default").at("per_type").items()) {
    CAPTURE(type);
    check_close(by_type.at(type).f1(), theirs.at("f1-score"));
    CHECK(static_cast<double>(by_type.at(type).labelled) == theirs.at("support").get<double>());
  }
  double em = 0;
  double f1 = 0;
  const json& pairs = golden.at("squad").at("pairs");
  for (const json& pair : pairs) {
    const std::string prediction = pair.at("prediction");
    const std::string answer = pair.at("answer");
    CAPTURE(prediction);
    CHECK(exact_match(prediction, answer) == (pair.at("exact_match").get<double>() == 1));
    check_close(word_f1(prediction, answer), pair.at("f1"));
    em += exact_match(prediction, answer) ? 1 : 0;
    f1 += word_f1(prediction, answer);
  }
  check_close(em / static_cast<double>(pairs.size()), golden.at("squad").at("exact_match"));
  check_close(f1 / static_cast<double>(pairs.size()), golden.at("squad").at("f1"));
}

}  // namespace
