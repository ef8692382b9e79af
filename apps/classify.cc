// albert classify: the labels of a text, or its number, by a fine-tuned model.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "albert/tasks/classifier.h"
#include "commands.h"
#include "common/arguments.h"
#include "common/command_description.h"
#include "common/json_writer.h"
#include "common/record_command.h"
#include "common/text_table.h"
#include "common/window_options.h"

namespace albert::apps {
namespace {

struct Options : RecordCommand {
  WindowChoice window;
  std::size_t top_k = 0;  // 0: all
  bool logits = false;
};

std::vector<std::size_t> shown(const Options& options, const Classification& answer) {
  std::vector<std::size_t> ranking = answer.ranking();
  if (options.top_k > 0) ranking.resize(std::min(ranking.size(), options.top_k));
  return ranking;
}

void write_json(const Options& options, const Labels& labels, const Record& record,
                const Classification& answer, std::string& out) {
  JsonWriter json(out);
  begin_answer(json, record, {"predictions", "logits", "truncated", "windows"});
  if (answer.truncated > 0) json.member("truncated", answer.truncated);
  if (answer.windows > 1) json.member("windows", answer.windows);
  json.key("predictions").begin_array();
  for (const std::size_t label : shown(options, answer)) {
    json.begin_object()
        .member("label", labels.names[label])
        .member("score", answer.scores[label])
        .end_object();
  }
  json.end_array();
  if (options.logits) json.member("logits", std::span<const float>(answer.logits));
  json.end_object();
  out += '\n';
}

/// One line: the best label, its score, the next, …
void write_tsv(const Options& options, const Labels& labels, const Classification& answer,
               std::string& out) {
  const char* separator = "";
  for (const std::size_t label : shown(options, answer)) {
    out += fmt::format("{}{}\t{}", separator, tsv_cell(labels.names[label]), answer.scores[label]);
    separator = "\t";
  }
  out += '\n';
}

/// The best label, its score and the text.
void write_text(const Labels& labels, const Record& record, const Classification& answer,
                std::string& out) {
  const std::size_t best = answer.ranking().front();
  out += fmt::format("{}\t{:.6f}\t{}", tsv_cell(labels.names[best]), answer.scores[best],
                     tsv_cell(record.text));
  if (record.pair) out += '\t' + tsv_cell(*record.pair);
  out += '\n';
}

ExitCode run(const Options& options) {
  LoadedModel loaded(options.model, options.run, Head::classify);
  const Classifier task(loaded.model, *loaded.tokenizer, loaded.source.labels(),
                        {.batch_tokens = options.model.batch_tokens,
                         .truncate = options.window.truncate,
                         .window = options.window.options});
  RecordReader reader(options.records.open(options.run.quiet));
  const auto answer = [&](std::span<const Record* const> records) {
    return task.classify(texts_of(records), loaded.workspace, loaded.threads);
  };
  const auto write = [&](const Record& record, const Classification& answered, Output& out) {
    switch (options.records.output) {
      case OutputFormat::text:
        return write_text(task.labels(), record, answered, out.buffer());
      case OutputFormat::tsv:
        return write_tsv(options, task.labels(), answered, out.buffer());
      case OutputFormat::json:
        return write_json(options, task.labels(), record, answered, out.buffer());
    }
  };
  return run_record_command<Classification>(options, reader, answer, write);
}

}  // namespace

void add_classify(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("classify", "The labels of a text by a fine-tuned classifier");
  command
      ->add_option("-k,--top-k", options->top_k,
                   "Labels per text with --tsv and --json (default: all)")
      ->check(CLI::Range(1, 1 << 20).description(""))
      ->type_name("K");
  command->add_flag("--logits", options->logits,
                    "Add the logits to JSON, in the order of the labels");
  options->records.add_to(*command);
  options->model.add_model_to(*command);
  options->window.add_to(*command);
  options->run.add_to(*command);
  set_examples(*command,
               {{"One text", "albert classify -m sentiment \"I did not like this book at all!\""},
                {"A pair of segments",
                 "printf 'A man sleeps.\\tA man is awake.\\n' | albert classify -m nli"},
                {"All labels of each line, for programs",
                 "albert classify -m sentiment --json -f reviews.jsonl > labels.jsonl"}});
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace albert::apps
