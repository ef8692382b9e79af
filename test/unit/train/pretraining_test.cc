// Whole runs on a toy text: they learn it, repeat from a seed, and go on where they stopped.
#include "albert/train/run/pretraining.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "albert/base/mapped_file.h"
#include "albert/io/open_weights.h"
#include "albert/io/safetensors.h"
#include "albert/model/albert_model.h"
#include "support/temp_dir.h"
#include "support/toy_text.h"

namespace {

using namespace albert;
using train::Event;
using train::Report;
namespace fs = std::filesystem;

struct Fixture {
  test::TempDir dir;
  test::ToyText toy{dir};

  train::PretrainOptions options(const std::string& out) const {
    train::PretrainOptions options;
    AlbertConfig& config = options.recipe.config;
    config.vocab_size = test::ToyText::kPieces;
    config.embedding_size = 16;
    config.hidden_size = 32;
    config.num_hidden_layers = 2;
    config.num_attention_heads = 2;
    config.intermediate_size = 64;
    config.max_position_embeddings = 24;
    options.recipe.pairs.max_length = 24;
    options.recipe.optimizer.rule = "adamw";
    options.recipe.schedule = {.rate = 4e-3, .warmup = 10, .steps = 12};
    options.recipe.batch = 16;
    options.texts = {toy.text};
    options.tokenizer = toy.tokenizer;
    options.out = dir.path() / out;
    options.threads = 2;
    options.log_seconds = 0;
    return options;
  }
};

/// Runs and returns all reports. Stops after `limit` steps of this run.
std::vector<Report> run(const train::PretrainOptions& options, std::uint64_t limit = 1'000'000) {
  std::vector<Report> reports;
  std::uint64_t steps = 0;
  train::pretrain(
      options, [&](const Report& report) { reports.push_back(report); },
      [&] { return ++steps >= limit; });
  return reports;
}

std::string weights(const train::PretrainOptions& options) {
  return read_file(options.out / "model.safetensors");
}

/// All tensors of a safetensors file, by name.
std::map<std::string, std::string> tensors(const fs::path& file) {
  const auto archive = open_safetensors(file);
  std::map<std::string, std::string> bytes;
  std::vector<std::byte> scratch;
  for (std::size_t i = 0; i < archive->entries().size(); ++i) {
    const TensorView view = archive->read(i, scratch);
    bytes[archive->entries()[i].name].assign(reinterpret_cast<const char*>(view.bytes.data()),
                                             view.bytes.size());
  }
  return bytes;
}

std::string sop_head(const train::PretrainOptions& options) {
  return tensors(options.out / "model.safetensors").at("sop_classifier.classifier.weight");
}

std::string message_of(const auto& action, ErrorCode code) {
  try {
    action();
  } catch (const Error& error) {
    CHECK(error.code() == code);
    return error.what();
  }
  FAIL("no error");
  return {};
}

}  // namespace

TEST_CASE("a small model learns a small text by heart") {
  // Knowing nothing costs ln 180 = 5.2 nats a word, and half of the pairs.
  struct Goal {
    const char* rule;
    double rate;
    std::uint64_t steps;
    double mlm_loss;
    double mlm_accuracy;
  };
  constexpr Goal kGoals[] = {{"adamw", 5e-3, 1500, 1.0, 0.6}, {"lamb", 1e-2, 1000, 3.0, 0.25}};
  const Fixture fixture;
  for (const Goal& goal : kGoals) {
    CAPTURE(goal.rule);
    train::PretrainOptions options = fixture.options(goal.rule);
    options.recipe.config.initializer_range = 0.1;
    options.recipe.optimizer.rule = goal.rule;
    options.recipe.schedule = {.rate = goal.rate, .warmup = 50, .steps = goal.steps};
    options.threads = 1;
    options.log_seconds = 1e9;
    options.held_out = {fixture.toy.text};
    options.evaluate_every = 500;
    const std::vector<Report> reports = run(options);
    std::vector<Report> evaluations;
    std::copy_if(reports.begin(), reports.end(), std::back_inserter(evaluations),
                 [](const Report& report) { return report.event == Event::evaluated; });
    REQUIRE(evaluations.size() == goal.steps / 500);
    CHECK(evaluations.front().losses.mlm_loss() > evaluations.back().losses.mlm_loss());
    CHECK(evaluations.back().losses.mlm_loss() < goal.mlm_loss);
    CHECK(evaluations.back().losses.mlm_accuracy() > goal.mlm_accuracy);
    CHECK(evaluations.back().losses.sop_accuracy() > 0.95);

    // The result is an ordinary model folder.
    const AlbertModel model = AlbertModel::load(options.out);
    CHECK(model.config() == options.recipe.config);
    CHECK(model.parts().has(Component::sop_head));
    CHECK(Tokenizer::load(options.out)->vocab_size() == test::ToyText::kPieces);
  }
}

TEST_CASE("one seed repeats to the bit on any number of threads; another differs") {
  const Fixture fixture;
  train::PretrainOptions first = fixture.options("first");
  train::PretrainOptions again = fixture.options("again");
  train::PretrainOptions other = fixture.options("other");
  again.threads = 3;
  other.recipe.seed = 2;
  run(first);
  run(again);
  run(other);
  CHECK(weights(first) == weights(again));
  CHECK(weights(first) != weights(other));
}

TEST_CASE("a run that stops and goes on ends with the same weights") {
  const Fixture fixture;
  const train::PretrainOptions whole = fixture.options("whole");
  run(whole);
  train::PretrainOptions parts = fixture.options("parts");
  run(parts, 5);
  CHECK(weights(parts) != weights(whole));
  CHECK(message_of([&] { run(parts); }, ErrorCode::usage).find("resume that run") !=
        std::string::npos);

  parts.resume = true;
  const std::vector<Report> reports = run(parts);
  CHECK(reports.front().event == Event::started);
  CHECK(reports.front().step == 5);
  CHECK(weights(parts) == weights(whole));
  CHECK(tensors(parts.out / "checkpoint.safetensors") ==
        tensors(whole.out / "checkpoint.safetensors"));
  // Every step has its line of metrics once.
  const std::string metrics = read_file(parts.out / "metrics.jsonl");
  CHECK(std::count(metrics.begin(), metrics.end(), '\n') == 12);

  train::PretrainOptions changed = parts;
  changed.recipe.batch = 8;
  CHECK(message_of([&] { run(changed); }, ErrorCode::usage).find("batch=16") != std::string::npos);
  // Settings that are written only if they are not the default.
  changed = parts;
  changed.recipe.pairs.google_quirks = true;
  CHECK(message_of([&] { run(changed); }, ErrorCode::usage)
            .find("the default of google_quirks, not google_quirks=true") != std::string::npos);
  train::PretrainOptions next_sentence = fixture.options("nsp");
  next_sentence.recipe.pairs.objective = train::PairObjective::nsp;
  run(next_sentence, 1);
  next_sentence.resume = true;
  next_sentence.recipe.pairs.objective = train::PairObjective::sop;
  CHECK(message_of([&] { run(next_sentence); }, ErrorCode::usage)
            .find("pairs=nsp, not the default of pairs") != std::string::npos);
}

TEST_CASE("without a pair objective only words are learned") {
  const Fixture fixture;
  train::PretrainOptions options = fixture.options("none");
  options.recipe.pairs.objective = train::PairObjective::none;
  options.recipe.optimizer.weight_decay = 0;
  options.held_out = {fixture.toy.text};
  std::vector<Report> reports = run(options, 1);
  const std::string first = sop_head(options);
  CHECK(read_file(options.out / "metrics.jsonl").find("\"sop_loss\":null") != std::string::npos);
  CHECK(reports.back().losses.pairs == 0);
  options.resume = true;
  run(options);
  CHECK(sop_head(options) == first);
}

TEST_CASE("lines that a killed run wrote after its checkpoint are dropped") {
  const Fixture fixture;
  train::PretrainOptions options = fixture.options("killed");
  run(options, 4);
  std::string metrics = read_file(options.out / "metrics.jsonl");
  {
    std::ofstream out(options.out / "metrics.jsonl", std::ios::app);
    out << R"({"kind":"train","step":5,"mlm_loss":1})"
        << "\n"
        << R"({"kind":"tra)";
  }
  options.resume = true;
  run(options, 1);
  const std::string resumed = read_file(options.out / "metrics.jsonl");
  CHECK(resumed.starts_with(metrics));
  CHECK(std::count(resumed.begin(), resumed.end(), '\n') == 5);
}

TEST_CASE("training goes on from a model folder") {
  const Fixture fixture;
  const train::PretrainOptions first = fixture.options("first");
  run(first);
  train::PretrainOptions second = fixture.options("second");
  second.start_from = first.out;
  second.recipe.schedule.rate = 1e-12;  // weights as they were, but for rounding
  run(second, 1);
  const auto before = open_weights(first.out);
  const auto after = open_weights(second.out);
  std::vector<std::byte> scratch;
  std::vector<std::byte> other_scratch;
  for (std::size_t i = 0; i < before->entries().size(); ++i) {
    const TensorView view = before->read(i, scratch);
    std::vector<float> old_values(view.size());
    std::vector<float> new_values(view.size());
    copy_to_f32(view, old_values);
    copy_to_f32(after->read(i, other_scratch), new_values);
    for (std::size_t j = 0; j < old_values.size(); ++j) {
      CHECK(new_values[j] == doctest::Approx(old_values[j]).epsilon(1e-5));
    }
  }
}

TEST_CASE("a loss that explodes stops the run and names the checkpoint that was kept") {
  const Fixture fixture;
  train::PretrainOptions options = fixture.options("explodes");
  options.recipe.clip_norm = 0;
  options.recipe.schedule = {.rate = 1e30, .warmup = 0, .steps = 1000};
  options.checkpoint_seconds = 0;
  const std::string message = message_of([&] { run(options); }, ErrorCode::model);
  CHECK(message.find("not finite") != std::string::npos);
  CHECK(message.find("checkpoint.safetensors") != std::string::npos);
}

TEST_CASE("options that cannot work are refused before anything is written") {
  const Fixture fixture;
  train::PretrainOptions options = fixture.options("refused");
  options.recipe.config.vocab_size = 99;
  CHECK(message_of([&] { run(options); }, ErrorCode::model).find("99") != std::string::npos);
  options = fixture.options("refused");
  options.recipe.pairs.max_length = 25;
  CHECK(message_of([&] { run(options); }, ErrorCode::usage).find("positions") != std::string::npos);
  CHECK(!fs::exists(options.out));
  options = fixture.options("refused");
  options.tokenizer = fixture.dir.path() / "none";
  message_of([&] { run(options); }, ErrorCode::model);
  options = fixture.options("text.txt/below-a-file");
  message_of([&] { run(options); }, ErrorCode::io);
}
