// albert answer: the answer to a question in a context, by a fine-tuned model.
#include <memory>

#include <fmt/format.h>

#include "albert/tasks/answerer.h"
#include "commands.h"
#include "common/arguments.h"
#include "common/command_description.h"
#include "common/json_writer.h"
#include "common/offset_options.h"
#include "common/record_command.h"
#include "common/text_table.h"

namespace albert::apps {
namespace {

struct Options : RecordCommand {
  AnswererOptions task;
  OffsetUnit offsets = OffsetUnit::bytes;

  Options() {
    records.sources.shape.text = "question";
    records.sources.shape.pair = "context";
  }
};

std::string text_of(const Record& record, const Answer& answer) {
  return std::string(answer.range.of(*record.pair));
}

void write_json(const Options& options, const Record& record, const AnsweredQuestion& result,
                std::string& out) {
  const OffsetCounter offset(*record.pair, options.offsets);
  JsonWriter json(out);
  begin_answer(json, record, {"answers", "null_score", "windows"});
  if (result.windows > 1) json.member("windows", result.windows);
  json.key("answers").begin_array();
  for (const Answer& answer : result.answers) {
    json.begin_object()
        .member("score", answer.score)
        .member("start", offset(answer.range.begin))
        .member("end", offset(answer.range.end))
        .member("answer", text_of(record, answer))
        .end_object();
  }
  json.end_array();
  if (options.task.handle_impossible) json.member("null_score", result.null_score);
  json.end_object();
  out += '\n';
}

/// One line: score, start, end and text of the best answer, then of the next, …
void write_tsv(const Options& options, const Record& record, const AnsweredQuestion& result,
               std::string& out) {
  const OffsetCounter offset(*record.pair, options.offsets);
  const char* separator = "";
  for (const Answer& answer : result.answers) {
    out += fmt::format("{}{}\t{}\t{}\t{}", separator, answer.score, offset(answer.range.begin),
                       offset(answer.range.end), tsv_cell(text_of(record, answer)));
    separator = "\t";
  }
  out += '\n';
}

/// A line per answer, and an empty line after the record.
void write_text(const Record& record, const AnsweredQuestion& result, std::string& out) {
  for (const Answer& answer : result.answers) {
    out += fmt::format("{:.6f}\t{}\n", answer.score, tsv_cell(text_of(record, answer)));
  }
  out += '\n';
}

ExitCode run(const Options& options) {
  LoadedModel loaded(options.model, options.run, Head::answer);
  AnswererOptions task_options = options.task;
  task_options.batch_tokens = options.model.batch_tokens;
  const Answerer task(loaded.model, *loaded.tokenizer, task_options);
  RecordSources sources = options.records.open(options.run.quiet);
  sources.pair_arguments = true;
  RecordReader reader(std::move(sources));
  const auto answer = [&](std::span<const Record* const> records) {
    return task.answer(texts_of(records), loaded.workspace, loaded.threads);
  };
  const auto write = [&](const Record& record, const AnsweredQuestion& result, Output& out) {
    switch (options.records.output) {
      case OutputFormat::text:
        return write_text(record, result, out.buffer());
      case OutputFormat::tsv:
        return write_tsv(options, record, result, out.buffer());
      case OutputFormat::json:
        return write_json(options, record, result, out.buffer());
    }
  };
  return run_record_command<AnsweredQuestion>(options, reader, answer, write);
}

void add_task_options(CLI::App& command, AnswererOptions& task) {
  add_number(command, "-k,--top-k", task.top_k, 1, 1 << 20, "Answers per question")
      ->type_name("K")
      ->capture_default_str();
  add_number(command, "--max-answer-length", task.max_answer_length, 1, 1 << 20,
             "Tokens of an answer, at most")
      ->capture_default_str();
  command.add_flag("--handle-impossible", task.handle_impossible,
                   "Let 'no answer', an empty text, compete with the others (SQuAD 2)");
  add_choice(command, "--align", task.alignment,
             "Where answers begin and end: at the tokenizer's words, which punctuation ends, at "
             "tokens, or at white space");
  constexpr const char* kGroup = "Long contexts";
  add_number(command, "--max-seq", task.window.tokens, 1, 1 << 20,
             "Tokens of question and context in a window, [CLS] and [SEP] included (default: the "
             "model's positions, at most 384)")
      ->group(kGroup);
  add_number(
      command, "--doc-stride", task.window.overlap, 0, 1 << 20,
      "Tokens of the context that neighbouring windows share (default: half of --max-seq, at "
      "most 128)")
      ->group(kGroup);
}

}  // namespace

void add_answer(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("answer", "The answer to a question in a context, by a fine-tuned model");
  add_task_options(*command, options->task);
  add_offset_option(*command, options->offsets);
  options->records.add_to(*command);
  options->model.add_model_to(*command);
  options->run.add_to(*command);
  set_examples(
      *command,
      {{"One question",
        "albert answer -m squad \"Who built the mill?\" \"John Hill built the mill in 1742.\""},
       {"Three answers each, or none, to questions with \"question\" and \"context\"",
        "albert answer -m squad2 -k 3 --handle-impossible --json -f squad.jsonl"}});
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace albert::apps
