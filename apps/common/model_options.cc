#include "common/model_options.h"

#include "common/arguments.h"
#include "common/console.h"
#include "common/model_files.h"

namespace albert::apps {

void add_model_option(CLI::App& command, std::string& model) {
  command
      .add_option("-m,--model", model,
                  "Model folder, file in it, or Hub name in the local cache "
                  "(default: $ALBERT_MODEL, otherwise the built-in model)")
      ->type_name("MODEL")
      ->group("Model");
}

std::vector<std::string> dtype_names() {
  std::vector<std::string> names = value_names<ComputeType>();
  names.emplace_back("auto");
  return names;
}

void add_tokenizer_class_option(CLI::App& command, std::optional<TokenizerClass>& tokenizer_class) {
  add_choice(command, "--tokenizer-class", tokenizer_class,
             "Read the vocabulary as albert's or bert's, ignoring the model's tokenizer_class")
      ->type_name("CLASS")
      ->group("Model");
}

void ModelOptions::add_to(CLI::App& command) {
  add_model_to(command);
  command
      .add_flag_callback(
          "--truncate", [this] { long_text = LongText::truncate; },
          "Truncate texts of more tokens than the model has positions, longest segment first, "
          "instead of refusing them")
      ->group("Model");
}

void ModelOptions::add_model_to(CLI::App& command) {
  add_model_option(command, model);
  add_computation_to(command);
}

void ModelOptions::add_computation_to(CLI::App& command) {
  add_tokenizer_class_option(command, tokenizer_class);
  command
      .add_option(
          "--dtype", dtype,
          "Number format of the encoder: f32, bf16, int8, bf16x3 (nearly f32, for matrix units), "
          "or "
          "auto: int8 for int8 weights, else bf16 if it is faster on this processor, else f32 "
          "(default: f32; auto for int8 weights)")
      ->check(CLI::IsMember(dtype_names()))
      ->group("Model");
  add_number(command, "--batch-tokens", batch_tokens, 1, 1 << 20, "Maximum tokens per batch")
      ->capture_default_str()
      ->group("Run");
}

namespace {

std::future<std::unique_ptr<Tokenizer>> start_loading_tokenizer(const ModelOptions& options,
                                                                const RunOptions& run) {
  const auto policy = run.threads == 1 ? std::launch::deferred : std::launch::async;
  return std::async(policy, [name = options.model, as = options.tokenizer_class] {
    return load_tokenizer(name, as);
  });
}

/// The model that --model names; says what was made of its names.
ModelSource open_with_notes(const ModelOptions& options, const RunOptions& run,
                            std::optional<Head> head) {
  ModelSource source = open_model(options.model);
  if (head) {
    source.check();
    source.require(*head);
  }
  if (!run.quiet) {
    for (const std::string& note : source.notes()) print_note(note);
  }
  return source;
}

}  // namespace

LoadedModel::LoadedModel(const ModelOptions& options, const RunOptions& run, Head head)
    : LoadedModel(options, run, head, parts_for(head), start_loading_tokenizer(options, run)) {}

LoadedModel::LoadedModel(const ModelOptions& options, const RunOptions& run,
                         const ModelParts& parts)
    : LoadedModel(options, run, std::nullopt, parts, start_loading_tokenizer(options, run)) {}

LoadedModel::LoadedModel(const ModelOptions& options, const RunOptions& run,
                         std::optional<Head> head, const ModelParts& parts,
                         std::future<std::unique_ptr<Tokenizer>> loading)
    : threads(run.threads),
      source(open_with_notes(options, run, head)),
      model(load_model(source, options.dtype, {.threads = &threads, .parts = parts})),
      tokenizer(loading.get()) {}

}  // namespace albert::apps
