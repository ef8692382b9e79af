// Which heads a model has, and why one is refused.
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "albert/source/model_source.h"
#include "unit/source/memory_archive.h"

namespace {

using namespace albert;
using namespace albert::test;
using Heads = std::vector<Head>;

constexpr ModelParts kWithPooler = {Component::embedding_projection, Component::pooler};

/// A fine-tuned model with a classifier of `rows` outputs; `members` go before those of its config.
ModelSource classifier(const ModelParts& parts, std::int64_t rows, const std::string& members) {
  const AlbertConfig config = small_config();
  MemoryArchive archive = hugging_face_archive(config, parts);
  archive.add_numbered("classifier.weight", {rows, config.hidden_size});
  archive.add_numbered("classifier.bias", {rows});
  std::string json = to_json(config);
  json.replace(json.find("\"architectures\""), json.find(']') + 2 - json.find("\"architectures\""),
               members);
  return ModelSource(std::make_shared<MemoryArchive>(std::move(archive)), json, "config.json");
}

Heads heads(const ModelSource& source) {
  return {source.heads().begin(), source.heads().end()};
}

std::string refusal(const ModelSource& source, Head head) {
  try {
    source.require(head);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::model);
    return error.problem();
  }
  return {};
}

const std::string kThree = R"("num_labels": 3, )";

TEST_CASE("architectures choose the task of a classifier") {
  const auto stated = [](const std::string& name, std::int64_t rows) {
    return classifier(kWithPooler, rows,
                      kThree + R"("architectures": ["AlbertFor)" + name + "\"],");
  };
  CHECK(heads(stated("SequenceClassification", 3)) == Heads{Head::classify});
  CHECK(heads(stated("TokenClassification", 3)) == Heads{Head::tag});
  CHECK(heads(stated("MultipleChoice", 1)) == Heads{Head::choose});
  const ModelSource tagger = stated("TokenClassification", 3);
  CHECK(refusal(tagger, Head::tag).empty());
  CHECK(refusal(tagger, Head::classify) == "is not a model for sequence classification");
  CHECK(refusal(tagger, Head::answer) == "the model has no question answering head");
  CHECK(refusal(tagger, Head::mlm) == "the model has no masked-language-model head");
}

TEST_CASE("without a class of ALBERT's, pooler and outputs tell what a classifier may be") {
  const std::string other = kThree + R"("architectures": ["BertForSequenceClassification"],)";
  CHECK(heads(classifier(kWithPooler, 3, kThree)) == Heads{Head::classify, Head::tag});
  CHECK(heads(classifier(kWithPooler, 3, other)) == Heads{Head::classify, Head::tag});
  CHECK(heads(classifier(kEncoderParts, 3, kThree)) == Heads{Head::tag});
  CHECK(heads(classifier(kWithPooler, 1, "")) == Heads{Head::classify, Head::tag, Head::choose});
  CHECK(refusal(classifier(kEncoderParts, 3, kThree), Head::classify) ==
        "the model has no pooler, which its sequence classification head reads");
}

TEST_CASE("a head that does not fit the config is refused, the rest of the model is not") {
  for (const std::string members : {R"("num_labels": 4, )", ""}) {
    const ModelSource source = classifier(kWithPooler, 3, members);
    CHECK(source.problems().empty());
    CHECK(heads(source).empty());
    CHECK(refusal(source, Head::classify).starts_with("classifier.weight has shape [3, "));
  }
  const AlbertConfig config = small_config();
  MemoryArchive archive = hugging_face_archive(config, kWithPooler);
  archive.add_numbered("classifier.weight", {2, config.hidden_size});
  const ModelSource no_bias(std::make_shared<MemoryArchive>(std::move(archive)), to_json(config),
                            "config.json");
  CHECK(no_bias.problems().empty());
  CHECK(refusal(no_bias, Head::classify) == "classifier.bias is missing");
}

TEST_CASE("a part of a pretraining head beside a classifier is ignored") {
  const AlbertConfig config = small_config();
  MemoryArchive archive = hugging_face_archive(config, kWithPooler);
  archive.add_numbered("predictions.bias", {config.vocab_size});
  CHECK(!ModelSource(std::make_shared<MemoryArchive>(archive), to_json(config), "config.json")
             .problems()
             .empty());
  archive.add_numbered("classifier.weight", {3, config.hidden_size});
  archive.add_numbered("classifier.bias", {3});
  std::string json = to_json(config);
  json.insert(json.find('{') + 1, kThree);
  const ModelSource source(std::make_shared<MemoryArchive>(std::move(archive)), json,
                           "config.json");
  CHECK(source.problems().empty());
  CHECK(!source.has(Head::mlm));
  CHECK(refusal(source, Head::classify).empty());
}

}  // namespace
