// albert choose: which of several continuations fits a prompt best.
#include <memory>

#include <fmt/format.h>

#include "albert/tasks/multiple_choice.h"
#include "commands.h"
#include "common/command_description.h"
#include "common/record_command.h"
#include "common/text_table.h"

namespace albert::apps {
namespace {

void write_json(const Record& record, const ChosenAnswer& answer, std::string& out) {
  JsonWriter json(out);
  begin_answer(json, record, {"choice", "probabilities", "logits", "truncated"});
  json.member("choice", answer.choice);
  json.member("probabilities", std::span<const float>(answer.probabilities));
  json.member("logits", std::span<const float>(answer.logits));
  if (answer.truncated > 0) json.member("truncated", answer.truncated);
  json.end_object();
  out += '\n';
}

void write_answer(OutputFormat format, const Record& record, const ChosenAnswer& answer,
                  std::string& out) {
  switch (format) {
    case OutputFormat::text:
      out += fmt::format("{}\t{:.6f}\t{}\t{}\n", answer.choice, answer.probabilities[answer.choice],
                         tsv_cell(record.text), tsv_cell(record.list[answer.choice]));
      return;
    case OutputFormat::tsv:
      out += fmt::format("{}\t{}\n", answer.choice, fmt::join(answer.probabilities, "\t"));
      return;
    case OutputFormat::json:
      return write_json(record, answer, out);
  }
}

ExitCode run(const RecordCommand& options) {
  LoadedModel loaded(options.model, options.run, Head::choose);
  const MultipleChoice task(loaded.model, *loaded.tokenizer,
                            {options.model.batch_tokens, options.model.long_text});
  RecordReader reader(options.records.open(options.run.quiet));
  const auto answer = [&](std::span<const Record* const> records) {
    std::vector<ChoiceInput> inputs;
    for (const Record* record : records) inputs.push_back({record->text, record->list});
    return task.choose(inputs, loaded.workspace, loaded.threads);
  };
  const auto write = [&](const Record& record, const ChosenAnswer& chosen, Output& out) {
    write_answer(options.records.output, record, chosen, out.buffer());
  };
  return run_record_command<ChosenAnswer>(options, reader, answer, write);
}

}  // namespace

void add_choose(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<RecordCommand>();
  options->records.sources.shape = {
      .text = "prompt", .pair = {}, .list = "choices", .list_columns = true};
  CLI::App* command = app.add_subcommand(
      "choose", "The best of several continuations, by a fine-tuned multiple-choice model");
  options->add_to(*command);
  set_examples(*command,
               {{"A prompt and its continuations",
                 "albert choose -m choice \"It rained.\" \"We got wet.\" \"We flew.\""},
                {"The same as a line",
                 "printf 'It rained.\\tWe got wet.\\tWe flew.\\n' | albert choose -m choice"},
                {"Questions with their possible answers, one JSON object a line",
                 "albert choose -m choice --json -f questions.jsonl"}});
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace albert::apps
