// fill-mask and sop-score, through the binary, over every golden text of every model.
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "albert/base/mapped_file.h"
#include "support/shared.h"
#include "support/temp_dir.h"

namespace {

using albert::test::TempDir;
using nlohmann::json;

const char* const kModels[] = {"tiny-shared", "tiny-groups2", "tiny-inner2", "tiny-unshared",
                               "tiny-zh"};

/// Relative tolerance of a score: the logits' 2e-4, plus that of their common sum.
constexpr double kScoreTolerance = 4e-4;
constexpr double kSopTolerance = 5e-5;

/// One row of a golden case: the record, its case, and its row in the case's batch.
struct Row {
  json record;
  const json* golden;
  std::size_t index;
};

/// The texts of a case: one text, a pair, or a batch of either.
std::vector<Row> rows_of(const std::string& name, const json& golden) {
  std::vector<Row> rows;
  const json& text = golden.at("text");
  if (text.is_null()) return rows;  // made of ids, not of text
  const auto add = [&](const json& one) {
    json record = {{"id", name}};
    record["text"] = one.is_array() ? one[0] : one;
    if (one.is_array()) record["pair"] = one[1];
    rows.push_back({record, &golden, rows.size()});
  };
  if (name.starts_with("batch")) {
    for (const json& one : text) add(one);
  } else {
    add(text);
  }
  return rows;
}

std::vector<json> answers(const std::string& command, const std::string& model,
                          const std::vector<Row>& rows) {
  const TempDir dir;
  std::string lines;
  for (const Row& row : rows) lines += row.record.dump() + "\n";
  const std::string input = dir.write("in.jsonl", lines).string();
  const std::string output = (dir.path() / "out").string();
  const std::string run = fmt::format("'{}' {} --json --truncate -m '{}' '{}' >'{}'", ALBERT_CLI,
                                      command, model, input, output);
  REQUIRE(std::system(run.c_str()) == 0);
  std::vector<json> parsed;
  const std::string text = albert::read_file(output);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    parsed.push_back(json::parse(text.substr(at, end - at)));
    at = end + 1;
  }
  REQUIRE(parsed.size() == rows.size());
  return parsed;
}

void check_masks(const json& answer, const json& golden) {
  REQUIRE(answer.size() == golden.size());
  for (std::size_t mask = 0; mask < golden.size(); ++mask) {
    const json& top10 = golden[mask].at("top10");
    REQUIRE(answer[mask].size() == top10.size());
    for (std::size_t i = 0; i < top10.size(); ++i) {
      const json& ours = answer[mask][i];
      for (const char* key : {"token", "token_str", "sequence"}) {
        CHECK(ours.at(key) == top10[i].at(key));
      }
      CHECK(ours.at("score").get<double>() ==
            doctest::Approx(top10[i].at("score").get<double>()).epsilon(kScoreTolerance));
    }
  }
}

TEST_CASE("every golden text has the reference's ten best tokens and order of segments") {
  for (const std::string name : kModels) {
    CAPTURE(name);
    if (!albert::test::need_shared("fill-mask and sop-score beside the reference: " + name,
                                   "goldens/models/" + name)) {
      continue;
    }
    const auto goldens = albert::test::shared_dir() / "goldens";
    const std::string model = (goldens / "models" / name).string();
    const json cases =
        json::parse(albert::read_file(goldens / "model_outputs" / (name + ".json"))).at("cases");
    std::vector<Row> masked;
    std::vector<Row> pairs;
    for (const auto& [case_name, golden] : cases.items()) {
      for (const Row& row : rows_of(case_name, golden)) {
        if (golden.contains("fill_mask")) masked.push_back(row);
        if (row.record.contains("pair")) pairs.push_back(row);
      }
    }
    CHECK(masked.size() == 4);
    CHECK(pairs.size() == 6);

    const std::vector<json> filled = answers("fill-mask -k 10", model, masked);
    for (std::size_t i = 0; i < masked.size(); ++i) {
      CAPTURE(masked[i].record.dump());
      CHECK(filled[i].at("text") == masked[i].record.at("text"));
      check_masks(filled[i].at("predictions"), masked[i].golden->at("fill_mask")[masked[i].index]);
    }
    const std::vector<json> scored = answers("sop-score", model, pairs);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      CAPTURE(pairs[i].record.dump());
      const json& golden = *pairs[i].golden;
      const std::size_t row = pairs[i].index;
      const auto same = [&](const json& ours, const json& theirs) {
        return std::abs(ours.get<double>() - theirs.get<double>()) <= kSopTolerance;
      };
      CHECK(same(scored[i].at("p_in_order"), golden.at("sop_probs")[row][0]));
      CHECK(same(scored[i].at("p_swapped"), golden.at("sop_probs")[row][1]));
      for (const std::size_t k : {0U, 1U}) {
        CHECK(same(scored[i].at("logits")[k], golden.at("sop_logits")[row][k]));
      }
    }
  }
}

}  // namespace
