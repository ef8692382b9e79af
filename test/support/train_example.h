#ifndef ALBERT_TEST_SUPPORT_TRAIN_EXAMPLE_H_
#define ALBERT_TEST_SUPPORT_TRAIN_EXAMPLE_H_

#include <filesystem>
#include <fstream>

#include <nlohmann/json.hpp>

#include "albert/train/data/example.h"

namespace albert::test {

/// A reference training example with its losses.
struct GoldenExample {
  train::ExampleBatch batch;
  double mlm_loss = 0;
  double sop_loss = 0;
};

/// Reads the `training_example` of a golden NAME.json and drops its padding.
inline GoldenExample read_training_example(const std::filesystem::path& file) {
  std::ifstream in(file);
  const auto json = nlohmann::json::parse(in).at("training_example");
  GoldenExample golden = {
      .batch = {}, .mlm_loss = json.at("mlm_loss"), .sop_loss = json.at("sop_loss")};
  train::ExampleBatch& batch = golden.batch;
  for (std::size_t b = 0; b < json.at("input_ids").size(); ++b) {
    const auto at = [&](const char* key, std::size_t t) { return json.at(key)[b][t].get<int>(); };
    for (std::size_t t = 0; t < json.at("input_ids")[b].size(); ++t) {
      if (at("attention_mask", t) == 0) continue;
      if (at("labels", t) != -100) {
        batch.masked.push_back(static_cast<std::uint32_t>(batch.tokens()));
        batch.labels.push_back(at("labels", t));
      }
      batch.input_ids.push_back(at("input_ids", t));
      batch.token_type_ids.push_back(at("token_type_ids", t));
    }
    batch.starts.push_back(batch.tokens());
    batch.swapped.push_back(json.at("sentence_order_label")[b].get<std::uint8_t>());
  }
  return golden;
}

}  // namespace albert::test

#endif  // ALBERT_TEST_SUPPORT_TRAIN_EXAMPLE_H_
