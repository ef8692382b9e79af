// albert classify: the labels of a text, or its number, by a fine-tuned model.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "albert/tasks/classifier.h"
#include "commands.h"
#include "common/arguments.h"
#include "common/command_description.h"
#include "common/record_command.h"
#include "common/text_table.h"
#include "common/window_options.h"

namespace albert::apps {
namespace {

struct Options : RecordCommand {
  WindowChoice window;
  std::optional<std::size_t> top_k;
  std::optional<float> threshold;
  std::optional<ScoreFunction> function;
  bool logits = false;
};

/// The labels to print, best first: at most `most`, with at least the score `least`.
std::vector<std::size_t> shown(const Classification& answer, std::optional<std::size_t> most,
                               std::optional<float> least) {
  std::vector<std::size_t> ranking = answer.ranking();
  if (most) ranking.resize(std::min(ranking.size(), *most));
  if (least) std::erase_if(ranking, [&](std::size_t i) { return answer.scores[i] < *least; });
  return ranking;
}

std::vector<std::size_t> shown(const Options& options, const Classification& answer) {
  return shown(answer, options.top_k, options.threshold);
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

/// The labels that hold, their scores, and the text. Where labels exclude each other that is the
/// best one, otherwise those which are more probable than not.
void write_text(const Options& options, const Classifier& task, const Record& record,
                const Classification& answer, std::string& out) {
  std::vector<std::size_t> labels = shown(options, answer);
  if (!options.top_k && !options.threshold) {
    const bool exclusive = task.function() != ScoreFunction::sigmoid || answer.scores.size() == 1;
    labels = exclusive ? shown(answer, 1, std::nullopt) : shown(answer, std::nullopt, 0.5F);
  }
  std::string names;
  std::string scores;
  for (const std::size_t label : labels) {
    const char* separator = names.empty() ? "" : ",";
    names += fmt::format("{}{}", separator, tsv_cell(task.labels().names[label]));
    scores += fmt::format("{}{:.6f}", separator, answer.scores[label]);
  }
  if (labels.empty()) names = scores = "-";
  out += fmt::format("{}\t{}\t{}", names, scores, tsv_cell(record.text));
  if (record.pair) out += '\t' + tsv_cell(*record.pair);
  out += '\n';
}

ExitCode run(const Options& options) {
  LoadedModel loaded(options.model, options.run, Head::classify);
  WindowOptions window = options.window.options;
  window.segment = WindowedSegment::longer;
  const Classifier task(loaded.model, *loaded.tokenizer, loaded.source.labels(),
                        {.batch_tokens = options.model.batch_tokens,
                         .truncate = options.window.truncate,
                         .window = window,
                         .function = options.function});
  RecordReader reader(options.records.open(options.run.quiet));
  const auto answer = [&](std::span<const Record* const> records) {
    return task.classify(texts_of(records), loaded.workspace, loaded.threads);
  };
  const auto write = [&](const Record& record, const Classification& answered, Output& out) {
    switch (options.records.output) {
      case OutputFormat::text:
        return write_text(options, task, record, answered, out.buffer());
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
  CLI::App* command = app.add_subcommand(
      "classify", "The labels of a text, or its number, by a fine-tuned classifier");
  add_number(*command, "-k,--top-k", options->top_k, 1, 1 << 20,
             "Print at most K labels (default: all; as text the best one, or of several "
             "that may hold those above 0.5)")
      ->type_name("K");
  command->add_option("--threshold", options->threshold, "Print labels of at least this score only")
      ->type_name("P");
  add_choice(*command, "--function", options->function,
             "Scores are the logits themselves, the sigmoid of each or their softmax (default: by "
             "problem_type and the number of labels)");
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
