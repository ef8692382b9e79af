// Token classification against transformers: logits of every golden case, and the entities of every
// aggregation, on every instruction set.
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/tasks/tagger.h"
#include "heads_golden.h"

namespace {

using namespace albert;
using namespace albert::test;
using nlohmann::json;

void check_entities(const TaggedText& ours, Aggregation aggregation, const std::string& text,
                    const json& pipeline) {
  REQUIRE(ours.good());
  REQUIRE(ours.entities.size() == pipeline.size());
  const char* const label = aggregation == Aggregation::none ? "entity" : "entity_group";
  for (std::size_t i = 0; i < pipeline.size(); ++i) {
    const Entity& entity = ours.entities[i];
    const json& golden = pipeline[i];
    CHECK(entity.label == golden.at(label).get<std::string>());
    CHECK(std::abs(entity.score - golden.at("score").get<double>()) <= kHeadScoreTolerance);
    CHECK(entity.word == golden.at("word").get<std::string>());
    CHECK(entity.range.begin == golden.at("start_byte").get<std::size_t>());
    CHECK(entity.range.end == golden.at("end_byte").get<std::size_t>());
    if (golden.contains("index")) CHECK(entity.first_token == golden.at("index"));
    if (golden.contains("text")) {
      CHECK(text.substr(entity.range.begin, entity.range.end - entity.range.begin) ==
            golden.at("text").get<std::string>());
    }
  }
}

/// The options of a golden entry: an aggregation, perhaps with "_all_labels" or "_stride16".
TaggerOptions options_for(const std::string& name, bool truncated) {
  TaggerOptions options = {.batch_tokens = 64};
  options.aggregation = value_named<Aggregation>(name.substr(0, name.find('_'))).value();
  if (name.ends_with("_all_labels")) options.ignored.clear();
  if (name.ends_with("_stride16")) {
    options.window.overlap = 16;
  } else {
    options.truncate = truncated;
  }
  return options;
}

void check_logits(const AlbertModel& model, const json& golden, ThreadPool& threads,
                  Workspace& space) {
  const auto ids = golden.at("input_ids").get<std::vector<std::int32_t>>();
  const std::vector<std::int32_t> types(ids.size());
  const std::vector<std::size_t> starts = {0, ids.size()};
  const std::size_t outputs = model.head_outputs(Component::classifier);
  std::vector<float> logits(ids.size() * outputs);
  model.head_logits(Component::classifier, model.forward({ids, types, starts}, space, threads),
                    logits, space, threads);
  for (std::size_t token = 0; token < ids.size(); ++token) {
    CHECK(largest_difference(std::span(logits).subspan(token * outputs, outputs),
                             golden.at("logits")[token]) <= kHeadLogitTolerance);
  }
}

void check_case(const HeadGolden& head, const json& golden, const AlbertModel& model,
                ThreadPool& threads, Workspace& space) {
  const CaseText text = text_of(golden);
  CAPTURE(text.text);
  check_logits(model, golden, threads, space);
  for (const auto& item : golden.at("pipeline").items()) {
    const std::string& name = item.key();
    CAPTURE(name);
    const TaggerOptions options = options_for(name, golden.contains("max_length"));
    const Tagger tagger(model, *head.tokenizer, head.source.labels().names, options);
    check_entities(tagger.tag({{text.view()}}, space, threads).front(), options.aggregation,
                   text.text, item.value());
  }
}

TEST_CASE("entities of every aggregation, in English and Chinese") {
  for_each_case({"token-bio", "token-zh"}, check_case);
}

}  // namespace
