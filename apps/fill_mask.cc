// albert fill-mask: the likeliest tokens for each [MASK] of a text.
#include "albert/tasks/fill_mask.h"

#include <memory>
#include <set>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "commands.h"
#include "common/arguments.h"
#include "common/command_description.h"
#include "common/console.h"
#include "common/record_command.h"
#include "common/target_options.h"
#include "common/text_table.h"

namespace albert::apps {
namespace {

struct Options : RecordCommand {
  std::size_t top_k = 0;  // 0: not given
  std::vector<std::string> targets;
};

constexpr std::size_t kDefaultTopK = 5;

/// The tokens of --targets, each once. Says on stderr what stands for a word that is no token.
std::vector<std::int32_t> target_tokens(const Options& options, const Tokenizer& tokenizer) {
  std::set<std::int32_t> tokens;
  for (const std::string& word : options.targets) {
    const MaskTarget target = find_target(tokenizer, word);
    if (target.pieces == 0) {
      throw Error(ErrorCode::usage, "target '" + word + "' is no token of the model", "--targets");
    }
    if (target.pieces > 1 && !options.run.quiet) {
      print_note(fmt::format("target '{}' is {} tokens; its first, '{}', stands for it", word,
                             target.pieces, tokenizer.piece(target.token)));
    }
    tokens.insert(target.token);
  }
  return {tokens.begin(), tokens.end()};
}

FillMaskOptions task_options(const Options& options, const Tokenizer& tokenizer) {
  FillMaskOptions task;
  task.targets = target_tokens(options, tokenizer);
  const std::size_t default_top_k = task.targets.empty() ? kDefaultTopK : task.targets.size();
  task.top_k = options.top_k > 0 ? options.top_k : default_top_k;
  task.batch_tokens = options.model.batch_tokens;
  task.long_text = options.model.long_text;
  return task;
}

void write_json(const FillMask& task, const Record& record, const FilledText& answer,
                Output& output) {
  JsonWriter json(output.buffer());
  begin_answer(json, record, {"text", "pair", "truncated", "predictions"});
  json.member("text", record.text);
  if (record.pair) json.member("pair", *record.pair);
  if (answer.truncated > 0) json.member("truncated", answer.truncated);
  json.key("predictions").begin_array();
  for (std::size_t mask = 0; mask < answer.masks.size(); ++mask) {
    json.begin_array();
    for (const MaskCandidate& candidate : answer.candidates[mask]) {
      json.begin_object()
          .member("score", candidate.score)
          .member("token", candidate.token)
          .member("token_str", task.token_string(candidate.token))
          .member("sequence", task.sequence(answer, mask, candidate.token))
          .end_object();
      output.flush_if_full();
    }
    json.end_array();
  }
  json.end_array().end_object();
  output.buffer() += '\n';
}

/// One line: the best token of the first mask, its score, the next best, …, then the next mask's.
void write_tsv(const FillMask& task, const FilledText& answer, std::string& out) {
  std::string separator;
  for (const std::vector<MaskCandidate>& candidates : answer.candidates) {
    for (const MaskCandidate& candidate : candidates) {
      out += fmt::format("{}{}\t{}", separator, tsv_cell(task.token_string(candidate.token)),
                         candidate.score);
      separator = "\t";
    }
  }
  out += '\n';
}

/// A line per candidate and an empty line after the record; numbers the masks if there are several.
void write_text(const FillMask& task, const FilledText& answer, std::string& out) {
  const bool several = answer.masks.size() > 1;
  std::vector<TextTable::Column> columns(several ? 4 : 3);
  TextTable table(columns);
  for (std::size_t mask = 0; mask < answer.masks.size(); ++mask) {
    for (const MaskCandidate& candidate : answer.candidates[mask]) {
      std::vector<TextTable::Cell> cells = {fmt::format("{:.6f}", candidate.score),
                                            task.token_string(candidate.token),
                                            task.sequence(answer, mask, candidate.token)};
      if (several) cells.insert(cells.begin(), fmt::format("{}", mask + 1));
      table.add_row(std::move(cells));
    }
  }
  table.append_aligned(out);
  out += '\n';
}

ExitCode run(const Options& options) {
  LoadedModel loaded(options.model, options.run, Head::mlm);
  const FillMask task(loaded.model, *loaded.tokenizer, task_options(options, *loaded.tokenizer));
  RecordReader reader(options.records.open(options.run.quiet));
  const auto answer = [&](std::span<const Record* const> records) {
    return task.fill(texts_of(records), loaded.workspace, loaded.threads);
  };
  const auto write = [&](const Record& record, const FilledText& filled, Output& out) {
    switch (options.records.output) {
      case OutputFormat::text:
        return write_text(task, filled, out.buffer());
      case OutputFormat::tsv:
        return write_tsv(task, filled, out.buffer());
      case OutputFormat::json:
        return write_json(task, record, filled, out);
    }
  };
  return run_record_command<FilledText>(options, reader, answer, write);
}

}  // namespace

void add_fill_mask(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("fill-mask", "The likeliest tokens for each [MASK] of a text");
  command->add_option("-k,--top-k", options->top_k, "Tokens per mask (default: 5, or all targets)")
      ->check(CLI::Range(1, 1 << 20).description(""))
      ->type_name("K");
  add_target_options(*command, options->targets);
  options->add_to(*command);
  set_examples(
      *command,
      {{"The five likeliest words", "albert fill-mask \"Paris is the [MASK] of France.\""},
       {"Punctuation only", "albert fill-mask --targets ',,.,?' \"It rains [MASK] we stay.\""},
       {"The best word for each line of a compressed file of JSON lines",
        "albert fill-mask -k 1 --json -f texts.jsonl.gz > answers.jsonl"}});
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace albert::apps
