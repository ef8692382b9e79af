#include "common/model_options.h"

#include "common/model_locator.h"

namespace albert::apps {

void ModelOptions::add_to(CLI::App& command) {
  command
      .add_option("-m,--model", model,
                  "Model folder, a file in it, or a Hub name in the local cache "
                  "(default: $ALBERT_MODEL)")
      ->type_name("MODEL")
      ->group("Model");
  command
      .add_flag_callback(
          "--truncate", [this] { long_text = LongText::truncate; },
          "Cut texts of more tokens than the model has positions, longest segment first, instead "
          "of refusing them")
      ->group("Model");
  command.add_option("--batch-tokens", batch_tokens, "Tokens that run together")
      ->check(CLI::Range(1, 1 << 20))
      ->type_name("N")
      ->capture_default_str()
      ->group("Run");
}

LoadedModel::LoadedModel(const ModelOptions& options, const RunOptions& run)
    : LoadedModel(locate_model(options.model), run) {}

LoadedModel::LoadedModel(const ModelPlace& place, const RunOptions& run)
    : threads(run.threads),
      model(AlbertModel::load(place.weights, {.threads = &threads})),
      tokenizer(Tokenizer::load(place.folder)) {}

}  // namespace albert::apps
