// albert tag: the entities of a text by a fine-tuned token classifier.
#include <memory>

#include <fmt/format.h>

#include "albert/tasks/tagger.h"
#include "commands.h"
#include "common/arguments.h"
#include "common/command_description.h"
#include "common/json_writer.h"
#include "common/offset_options.h"
#include "common/record_command.h"
#include "common/text_table.h"
#include "common/window_options.h"

namespace albert::apps {
namespace {

struct Options : RecordCommand {
  WindowChoice window;
  Aggregation aggregation = Aggregation::none;
  std::vector<std::string> ignored = {"O"};
  OffsetUnit offsets = OffsetUnit::bytes;
};

void write_json(const Options& options, const Record& record, const TaggedText& answer,
                Output& output) {
  const bool is_token = options.aggregation == Aggregation::none;
  const OffsetCounter offset(record.text, options.offsets);
  JsonWriter json(output.buffer());
  begin_answer(json, record, {"entities", "truncated", "windows"});
  if (answer.truncated > 0) json.member("truncated", answer.truncated);
  if (answer.windows > 1) json.member("windows", answer.windows);
  json.key("entities").begin_array();
  for (const Entity& entity : answer.entities) {
    json.begin_object();
    json.member(is_token ? "entity" : "entity_group", entity.label);
    json.member("score", entity.score);
    if (is_token) json.member("index", entity.first_token);
    json.member("word", entity.word);
    json.member("start", offset(entity.range.begin));
    json.member("end", offset(entity.range.end));
    json.member("text", entity.range.of(record.text));
    json.end_object();
    output.flush_if_full();
  }
  json.end_array().end_object();
  output.buffer() += '\n';
}

/// One line: label, score, start, end and text of the first entity, then of the next, …
void write_tsv(const Options& options, const Record& record, const TaggedText& answer,
               std::string& out) {
  const OffsetCounter offset(record.text, options.offsets);
  const char* separator = "";
  for (const Entity& entity : answer.entities) {
    out += fmt::format("{}{}\t{}\t{}\t{}\t{}", separator, tsv_cell(entity.label), entity.score,
                       offset(entity.range.begin), offset(entity.range.end),
                       tsv_cell(std::string(entity.range.of(record.text))));
    separator = "\t";
  }
  out += '\n';
}

/// A line per entity, and an empty line after the record.
void write_text(const Record& record, const TaggedText& answer, std::string& out) {
  TextTable table(std::vector<TextTable::Column>(3));
  for (const Entity& entity : answer.entities) {
    table.add_row({fmt::format("{:.6f}", entity.score), entity.label,
                   std::string(entity.range.of(record.text))});
  }
  table.append_aligned(out);
  out += '\n';
}

ExitCode run(const Options& options) {
  LoadedModel loaded(options.model, options.run, Head::tag);
  const Tagger task(loaded.model, *loaded.tokenizer, loaded.source.labels().names,
                    {.aggregation = options.aggregation,
                     .ignored = options.ignored,
                     .batch_tokens = options.model.batch_tokens,
                     .truncate = options.window.truncate,
                     .window = options.window.options});
  RecordReader reader(options.records.open(options.run.quiet));
  const auto answer = [&](std::span<const Record* const> records) {
    return task.tag(texts_of(records), loaded.workspace, loaded.threads);
  };
  const auto write = [&](const Record& record, const TaggedText& tagged, Output& out) {
    switch (options.records.output) {
      case OutputFormat::text:
        return write_text(record, tagged, out.buffer());
      case OutputFormat::tsv:
        return write_tsv(options, record, tagged, out.buffer());
      case OutputFormat::json:
        return write_json(options, record, tagged, out);
    }
  };
  return run_record_command<TaggedText>(options, reader, answer, write);
}

}  // namespace

void add_tag(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  options->records.sources.shape.pair.clear();
  CLI::App* command =
      app.add_subcommand("tag", "The entities of a text by a fine-tuned token classifier");
  add_choice(
      *command, "--aggregation", options->aggregation,
      "What is an entity: a token, or adjacent tokens (simple) or words of one label; a word "
      "has the label of its first token, of the mean or of the maximum of its tokens");
  add_list(*command, "--ignore-labels", options->ignored, "LABEL,LABEL", CLI::Validator(),
           "Labels, or groups, that are left out");
  add_offset_option(*command, options->offsets);
  options->records.add_to(*command);
  options->model.add_model_to(*command);
  options->window.add_to(*command);
  options->run.add_to(*command);
  set_examples(*command,
               {{"The names in a text",
                 "albert tag -m ner --aggregation first \"Ada Lovelace met Babbage.\""},
                {"The label of every token, for programs",
                 "albert tag -m ner --ignore-labels '' --json -f texts.txt > labels.jsonl"}});
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace albert::apps
