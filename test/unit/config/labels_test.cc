#include "albert/config/labels.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "albert/config/albert_config.h"
#include "config_error.h"

namespace {

using namespace albert;
using Names = std::vector<std::string>;

Names names(const std::string& members) {
  return read_labels("{" + members + "}", "config.json").names;
}

TEST_CASE("labels are counted and named as transformers does") {
  CHECK(names("") == Names{"LABEL_0", "LABEL_1"});
  CHECK(names(R"("num_labels": 3)") == Names{"LABEL_0", "LABEL_1", "LABEL_2"});
  CHECK(names(R"("id2label": {"1": "b", "0": "a"})") == Names{"a", "b"});
  CHECK(names(R"("id2label": {"0": "same", "1": "same"}, "label2id": {})") ==
        Names{"same", "same"});
  CHECK(names(R"("num_labels": 2, "id2label": {"0": "a", "1": "b"})") == Names{"a", "b"});
  CHECK(names(R"("num_labels": 1, "id2label": {"0": "a", "1": "b"})") == Names{"LABEL_0"});
  CHECK(read_labels("", "").names == Names{"LABEL_0", "LABEL_1"});
}

TEST_CASE("the config has as many labels") {
  const auto count = [](const std::string& members) {
    return parse_config("{" + members + "}", "config.json").num_labels;
  };
  CHECK(count("") == 2);
  CHECK(count(R"("num_labels": 3)") == 3);
  CHECK(count(R"("id2label": {"0": "a", "1": "b", "2": "c"})") == 3);
  CHECK(count(R"("num_labels": 4, "id2label": {"0": "a"})") == 4);
  CHECK(count(R"("num_labels": "many")") == 2);
  AlbertConfig config;
  config.num_labels = 5;
  CHECK(parse_config(to_json(config), "config.json") == config);
}

TEST_CASE("id2label must be numbered from 0") {
  const auto problem = [](const std::string& id2label) {
    return test::model_problem([&] { names("\"id2label\": " + id2label); });
  };
  CHECK(problem(R"({"0": "a", "2": "b"})") ==
        "id2label has the key 2, but its 2 labels are numbered 0 to 1");
  CHECK(problem(R"({"negative": 0})") == "id2label has the key 'negative', not a number");
  CHECK(problem(R"({"0": "a", "00": "b"})") == "id2label has label 0 twice");
  CHECK(problem(R"({"0": 7})") == "id2label 0 is not a string");
}

TEST_CASE("what is applied to the logits follows problem_type, else the number of labels") {
  const auto type = [](const std::string& members) {
    return read_labels("{" + members + "}", "config.json").effective_type();
  };
  CHECK(type("") == ProblemType::single_label);
  CHECK(type(R"("num_labels": 1)") == ProblemType::multi_label);
  CHECK(type(R"("num_labels": 1, "problem_type": "regression")") == ProblemType::regression);
  CHECK(type(R"("problem_type": "multi_label_classification")") == ProblemType::multi_label);
  CHECK(type(R"("problem_type": null)") == ProblemType::single_label);
  CHECK(type(R"("problem_type": "unknown")") == ProblemType::single_label);
}

TEST_CASE("the config of a fine-tuned model names its head and labels") {
  const Labels labels = {.names = {"no", "yes"}, .problem_type = ProblemType::multi_label};
  const std::string text = to_json(AlbertConfig(), Head::classify, labels);
  const auto json = nlohmann::json::parse(text);
  CHECK(json["architectures"] == nlohmann::json{"AlbertForSequenceClassification"});
  CHECK(json["id2label"] == nlohmann::json{{"0", "no"}, {"1", "yes"}});
  CHECK(json["label2id"] == nlohmann::json{{"no", 0}, {"yes", 1}});
  const Labels read = read_labels(text, "config.json");
  CHECK(read.names == labels.names);
  CHECK(read.problem_type == labels.problem_type);
  CHECK(!nlohmann::json::parse(to_json(AlbertConfig(), Head::answer, {})).contains("id2label"));
}

}  // namespace
