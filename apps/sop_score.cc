// albert sop-score: the probability that two segments stand in the right order.
#include <memory>

#include <fmt/format.h>

#include "albert/tasks/sop.h"
#include "commands.h"
#include "common/builtin_model.h"
#include "common/command_description.h"
#include "common/document_pairs.h"
#include "common/record_command.h"
#include "common/text_table.h"

namespace albert::apps {
namespace {

struct Options : RecordCommand {
  bool document = false;
};

void write_json(const Record& record, const SopScore& score, bool with_line, std::string& out) {
  JsonWriter json(out);
  begin_answer(json, record, {"line", "p_in_order", "p_swapped", "logits", "truncated"});
  if (with_line) json.member("line", record.line);
  json.member("p_in_order", score.p_in_order);
  json.member("p_swapped", score.p_swapped);
  json.member("logits", std::span<const float>(score.logits));
  if (score.truncated > 0) json.member("truncated", score.truncated);
  json.end_object();
  out += '\n';
}

void write_score(const Options& options, const Record& record, const SopScore& score,
                 std::string& out) {
  switch (options.records.output) {
    case OutputFormat::text:
      out += fmt::format("{:.6f}\t{}\t{}\n", score.p_in_order, tsv_cell(record.text),
                         tsv_cell(*record.pair));
      return;
    case OutputFormat::tsv:
      out += fmt::format("{}\t{}\t{}\t{}\n", score.p_in_order, score.p_swapped, score.logits[0],
                         score.logits[1]);
      return;
    case OutputFormat::json:
      return write_json(record, score, options.document, out);
  }
}

/// The pairs of the document that is being written.
struct DocumentMean {
  std::size_t pairs = 0;
  double sum = 0;

  void add(const SopScore& score) {
    ++pairs;
    sum += score.p_in_order;
  }
  float mean() const { return static_cast<float>(sum / static_cast<double>(pairs)); }
};

void write_mean(OutputFormat format, const Record& mark, const DocumentMean& document,
                std::string& out) {
  const bool none = document.pairs == 0;
  switch (format) {
    case OutputFormat::text:
      out += fmt::format("{}\tmean of {} pairs\n\n",
                         none ? "-" : fmt::format("{:.6f}", document.mean()), document.pairs);
      return;
    case OutputFormat::tsv:
      out += fmt::format("mean\t{}\t{}\n", none ? "-" : fmt::format("{}", document.mean()),
                         document.pairs);
      return;
    case OutputFormat::json:
      JsonWriter(out)
          .begin_object()
          .member("source", mark.source)
          .member("line", mark.line)
          .member("pairs", document.pairs)
          .member("mean_p_in_order", document.mean())
          .end_object();
      out += '\n';
  }
}

ExitCode run(const Options& options) {
  note_builtin_sop(options.model.model, options.run.quiet);
  LoadedModel loaded(options.model, options.run, Head::sop);
  const SopScorer task(loaded.model, *loaded.tokenizer,
                       {options.model.batch_tokens, options.model.long_text});
  std::unique_ptr<RecordSource> source;
  RecordSources sources = options.records.open(options.run.quiet);
  if (options.document) {
    source = std::make_unique<DocumentPairs>(sources);
  } else {
    sources.pair_arguments = true;
    source = std::make_unique<RecordReader>(std::move(sources));
  }
  DocumentMean document;
  const auto answer = [&](std::span<const Record* const> records) {
    return task.score(texts_of(records), loaded.workspace, loaded.threads);
  };
  const auto write = [&](const Record& record, const SopScore& score, Output& out) {
    if (record.mark) {
      write_mean(options.records.output, record, std::exchange(document, {}), out.buffer());
    } else {
      document.add(score);
      write_score(options, record, score, out.buffer());
    }
  };
  return run_record_command<SopScore>(options, *source, answer, write);
}

}  // namespace

void add_sop_score(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("sop-score", "The probability that two segments stand in the right order");
  command->add_flag("--document", options->document,
                    "Lines are sentences: score each adjacent pair, and the mean of each document "
                    "(ended by a blank line)");
  options->add_to(*command);
  set_examples(
      *command,
      {{"One pair", "albert sop-score -m model \"He opened the door.\" \"Then he went in.\""},
       {"Adjacent lines of a text, and the mean of each document",
        "albert sop-score -m model --document book.txt"}});
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace albert::apps
