// Held-out losses by the inference path: the same as training's own, whatever batch and threads.
#include "albert/train/evaluation/evaluation.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/train/data/corpus_examples.h"
#include "albert/train/run/pretraining.h"
#include "support/temp_dir.h"
#include "support/toy_text.h"
#include "unit/tasks/model_without.h"
#include "unit/train/data_fixture.h"

namespace {

using namespace albert;
using test::code_of;
namespace fs = std::filesystem;

const auto no_progress = [](std::uint64_t, std::uint64_t) {};

/// A model after a few steps, and what training said of it.
struct Trained {
  test::TempDir dir;
  test::ToyText toy{dir};
  train::PretrainOptions options;
  train::Losses losses;

  explicit Trained(train::PairObjective objective = train::PairObjective::sop) {
    AlbertConfig& config = options.recipe.config;
    config.vocab_size = test::ToyText::kPieces;
    config.embedding_size = 16;
    config.hidden_size = 32;
    config.num_hidden_layers = 2;
    config.num_attention_heads = 2;
    config.intermediate_size = 64;
    config.max_position_embeddings = 24;
    config.initializer_range = 0.1;
    options.recipe.pairs.max_length = 24;
    options.recipe.pairs.objective = objective;
    options.recipe.optimizer.rule = "adamw";
    options.recipe.schedule = {.rate = 4e-3, .warmup = 10, .steps = 60};
    options.recipe.batch = 16;
    options.texts = {toy.text};
    options.held_out = {toy.text};
    options.tokenizer = toy.tokenizer;
    options.out = dir.path() / "model";
    options.threads = 2;
    train::pretrain(
        options,
        [&](const train::Report& report) {
          if (report.event == train::Event::evaluated) losses = report.losses;
        },
        [] { return false; });
  }

  train::Evaluation evaluate(const AlbertModel& model, train::EvaluationOptions how,
                             int threads) const {
    const auto tokenizer = Tokenizer::load(options.out);
    const train::Vocabulary vocabulary(*tokenizer);
    const train::Corpus corpus(options.out / "held-out.tokens");
    train::CorpusExamples source(corpus, vocabulary, options.recipe.pairs, options.recipe.masking,
                                 1);
    ThreadPool pool(threads);
    return train::evaluate(model, source, how, pool, no_progress);
  }
};

}  // namespace

TEST_CASE("the inference path finds the losses that training found") {
  const Trained trained;
  const AlbertModel model = AlbertModel::load(trained.options.out);
  const train::Evaluation all = trained.evaluate(model, {}, 1);
  CHECK(all.losses.tokens == trained.losses.tokens);
  CHECK(all.losses.predicted == trained.losses.predicted);
  CHECK(all.losses.pairs == trained.losses.pairs);
  CHECK(all.losses.mlm_correct == trained.losses.mlm_correct);
  CHECK(all.losses.sop_correct == trained.losses.sop_correct);
  CHECK(all.losses.mlm_loss() == doctest::Approx(trained.losses.mlm_loss()).epsilon(1e-5));
  CHECK(all.losses.sop_loss() == doctest::Approx(trained.losses.sop_loss()).epsilon(1e-5));
  std::size_t binned = 0;
  for (const auto& bin : all.in_order.bins()) binned += bin.count;
  CHECK(binned == all.losses.pairs);

  for (const std::size_t batch_tokens : {1, 60, 100'000}) {
    for (const int threads : {1, 3}) {
      const train::Evaluation other =
          trained.evaluate(model, {.batch_tokens = batch_tokens}, threads);
      CHECK(other.losses.mlm_sum == all.losses.mlm_sum);
      CHECK(other.losses.sop_sum == all.losses.sop_sum);
      CHECK(other.in_order.error() == all.in_order.error());
    }
  }
  const train::Evaluation some = trained.evaluate(model, {.examples = 5}, 1);
  CHECK(some.losses.pairs == 5);
}

TEST_CASE("pairs count only for a head that can judge them") {
  const Trained trained(train::PairObjective::none);
  CHECK(trained.losses.pairs == 0);
  CHECK(trained.losses.predicted > 0);
  const AlbertModel model = AlbertModel::load(trained.options.out);
  CHECK(trained.evaluate(model, {}, 1).losses.pairs == 0);

  const Trained with_order;
  const AlbertModel headless = test::model_without(with_order.options.out, "sop_classifier");
  const train::Evaluation evaluation = with_order.evaluate(headless, {}, 1);
  CHECK(evaluation.losses.pairs == 0);
  CHECK(evaluation.losses.mlm_loss() ==
        doctest::Approx(with_order.losses.mlm_loss()).epsilon(1e-5));
  const AlbertModel bare = test::model_without(with_order.options.out, "predictions");
  CHECK(code_of([&] { with_order.evaluate(bare, {}, 1); }) == ErrorCode::model);
}

TEST_CASE("calibration compares probabilities with frequencies") {
  train::Calibration calibration;
  CHECK(calibration.error() == 0);
  // Twice 0.9 and right once; four times 0.25 and right once: one bin is off by 0.4, one fits.
  for (const bool happened : {true, false}) calibration.add(0.9, happened);
  for (const bool happened : {true, false, false, false}) calibration.add(0.25, happened);
  CHECK(calibration.error() == doctest::Approx(2 * 0.4 / 6));
  CHECK(calibration.bins()[9].count == 2);
  CHECK(calibration.bins()[9].frequency() == 0.5);
  CHECK(calibration.bins()[2].mean_probability() == 0.25);
  calibration.add(1, true);
  CHECK(calibration.bins()[9].count == 3);
  calibration.add(0, false);
  CHECK(calibration.bins()[0].count == 1);
}
