// albert sop-order: the order of sentences that the sentence-order head scores best.
#include <cmath>
#include <limits>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "albert/tasks/sentence_order.h"
#include "commands.h"
#include "common/arguments.h"
#include "common/builtin_model.h"
#include "common/command_description.h"
#include "common/document_lines.h"
#include "common/record_command.h"

namespace albert::apps {
namespace {

struct Options : RecordCommand {
  bool matrix = false;
  std::size_t beam = SentenceOrderOptions().beam;

  Options() {
    records.sources.shape = {.text = {}, .pair = {}, .list = "sentences", .list_columns = true};
  }
};

/// Rows of p(in order); null where a sentence would follow itself.
void write_matrix(const PairLogprobs& pairs, JsonWriter& json) {
  json.key("p_in_order").begin_array();
  for (std::size_t first = 0; first < pairs.sentences(); ++first) {
    std::vector<float> row;
    for (std::size_t second = 0; second < pairs.sentences(); ++second) {
      row.push_back(first == second ? std::numeric_limits<float>::quiet_NaN()
                                    : static_cast<float>(std::exp(pairs(first, second))));
    }
    json.value(std::span<const float>(row));
  }
  json.end_array();
}

void write_order(const Options& options, const Record& record, const SentenceOrder& answer,
                 std::string& out) {
  const auto score = static_cast<float>(answer.path.score);
  switch (options.records.output) {
    case OutputFormat::text:
      for (const std::size_t index : answer.path.order) {
        for (const char c : record.list[index]) out += c == '\n' || c == '\r' ? ' ' : c;
        out += '\n';
      }
      out += '\n';
      return;
    case OutputFormat::tsv:
      out += fmt::format("{}\t{}\n", score, fmt::join(answer.path.order, "\t"));
      return;
    case OutputFormat::json: {
      JsonWriter json(out);
      begin_answer(json, record, {"order", "score", "p_in_order", "truncated"});
      json.member("order", std::span<const std::size_t>(answer.path.order));
      json.member("score", score);
      if (options.matrix) write_matrix(answer.pairs, json);
      if (answer.truncated > 0) json.member("truncated", answer.truncated);
      json.end_object();
      out += '\n';
    }
  }
}

ExitCode run(const Options& options) {
  note_builtin_sop(options.model.model, options.run.quiet);
  LoadedModel loaded(options.model, options.run, Head::sop);
  const SentenceOrderer task(
      loaded.model, *loaded.tokenizer,
      {.beam = options.beam, .sop = {options.model.batch_tokens, options.model.long_text}});
  DocumentLines documents(options.records.open(options.run.quiet));
  const auto answer = [&](std::span<const Record* const> records) {
    std::vector<std::span<const std::string>> sentences;
    for (const Record* record : records) sentences.emplace_back(record->list);
    return task.order(sentences, loaded.workspace, loaded.threads);
  };
  const auto write = [&](const Record& record, const SentenceOrder& found, Output& output) {
    write_order(options, record, found, output.buffer());
  };
  // Every pair of a document runs, so less text fills as many batches.
  const std::size_t bytes = options.model.batch_tokens;
  return run_record_command<SentenceOrder>(options.records, options.run, {bytes / 4 + 1, 4 * bytes},
                                           documents, answer, write);
}

}  // namespace

void add_sop_order(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "sop-order", "The order of a document's sentences that the sentence-order head scores best");
  command->add_flag("--matrix", options->matrix,
                    "Add to JSON the probability that one sentence follows another, for all pairs");
  add_number(*command, "--beam", options->beam, 1, 1 << 20,
             "Partial orders kept while a document of more than 10 sentences is searched")
      ->capture_default_str();
  options->add_to(*command);
  set_examples(
      *command,
      {{"Two sentences", "albert sop-order -m model \"Then he went in.\" \"He opened the door.\""},
       {"Documents, separated by blank lines",
        "albert sop-order -m model shuffled.txt > sorted.txt"},
       {"Lists of sentences, one JSON object a line",
        "albert sop-order -m model --json -f documents.jsonl > orders.jsonl"}});
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace albert::apps
