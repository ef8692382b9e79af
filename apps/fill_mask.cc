// albert fill-mask: the likeliest tokens for each [MASK] of a text.
#include "albert/tasks/fill_mask.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "albert/base/error.h"
#include "commands.h"
#include "common/arguments.h"
#include "common/command_description.h"
#include "common/console.h"
#include "common/record_command.h"
#include "common/target_options.h"
#include "common/text_table.h"
#include "common/window_options.h"

namespace albert::apps {
namespace {

struct Options : RecordCommand {
  std::size_t top_k = 0;  // 0: not given
  std::vector<std::string> targets;
  bool raw_targets = false;
  bool joint = false;
  std::size_t beam = 10;
  MaskWindow window;

  Options() { records.sources.shape.list = "targets"; }
};

/// Says on stderr which token stands for a target that the vocabulary does not have.
void note_targets(const Options& options, const Tokenizer& tokenizer) {
  const std::int32_t unknown = tokenizer.special().unk;
  for (const std::string& word : options.targets) {
    const RawTarget raw = find_raw_target(tokenizer, word);
    if (options.raw_targets && raw.pieces > 1) {
      print_note(fmt::format("target '{}' is {} tokens; its first, '{}', stands for it", word,
                             raw.pieces, tokenizer.piece(raw.token)));
    } else if (std::ranges::count(target_pieces(tokenizer, word, {}), unknown) > 0 &&
               word != tokenizer.piece(unknown)) {
      print_note(
          fmt::format("target '{}' has characters that the model does not know; '{}' stands "
                      "for them",
                      word, tokenizer.piece(unknown)));
    }
  }
}

FillMaskOptions task_options(const Options& options, const Tokenizer& tokenizer) {
  const FoundTargets found = find_targets(tokenizer, options.targets, {}, options.raw_targets);
  if (!found.error.empty()) throw Error(ErrorCode::usage, found.error, "--targets");
  return {.top_k = options.top_k,
          .targets = options.targets,
          .raw_targets = options.raw_targets,
          .joint = options.joint,
          .beam = options.beam,
          .batch_tokens = options.model.batch_tokens,
          .window = options.window.tokens,
          .truncate = options.window.truncate};
}

/// Members of a candidate's object.
void write_tokens(const FillMask& task, const MaskCandidate& candidate, JsonWriter& json) {
  json.member("score", candidate.score);
  json.member("token", candidate.tokens.front());
  json.member("token_str", task.token_string(candidate.tokens));
}
void write_target(const MaskCandidate& candidate, JsonWriter& json) {
  if (candidate.tokens.size() > 1) {
    json.member("tokens", std::span<const std::int32_t>(candidate.tokens));
    json.member("logprob", candidate.logprob);
  }
  if (!candidate.target.empty()) json.member("target", candidate.target);
}

void write_predictions(const FillMask& task, const FilledText& answer, JsonWriter& json,
                       Output& output) {
  json.key("predictions").begin_array();
  for (std::size_t mask = 0; mask < answer.masks.size(); ++mask) {
    json.begin_array();
    for (const MaskCandidate& candidate : answer.candidates[mask]) {
      json.begin_object();
      write_tokens(task, candidate, json);
      json.member("sequence", task.sequence(answer, mask, candidate.tokens));
      write_target(candidate, json);
      json.end_object();
      output.flush_if_full();
    }
    json.end_array();
  }
  json.end_array();
}

void write_fillings(const FillMask& task, const FilledText& answer, JsonWriter& json,
                    Output& output) {
  json.key("fillings").begin_array();
  for (const JointFilling& filling : answer.fillings) {
    json.begin_object().member("score", filling.score).member("logprob", filling.logprob);
    json.key("masks").begin_array();
    for (const MaskCandidate& candidate : filling.masks) {
      json.begin_object();
      write_tokens(task, candidate, json);
      write_target(candidate, json);
      json.end_object();
    }
    json.end_array().member("sequence", task.sequence(answer, filling)).end_object();
    output.flush_if_full();
  }
  json.end_array();
}

void write_json(const Options& options, const FillMask& task, const Record& record,
                const FilledText& answer, Output& output) {
  JsonWriter json(output.buffer());
  begin_answer(json, record, {"text", "pair", "truncated", "predictions", "fillings"});
  json.member("text", record.text);
  if (record.pair) json.member("pair", *record.pair);
  if (answer.truncated > 0) json.member("truncated", answer.truncated);
  if (options.joint) {
    write_fillings(task, answer, json, output);
  } else {
    write_predictions(task, answer, json, output);
  }
  json.end_object();
  output.buffer() += '\n';
}

/// The tokens of a joint filling's masks.
std::vector<std::string> token_strings(const FillMask& task, const JointFilling& filling) {
  std::vector<std::string> strings;
  strings.reserve(filling.masks.size());
  for (const MaskCandidate& one : filling.masks) strings.push_back(task.token_string(one.tokens));
  return strings;
}

/// One line: the best token of the first mask, its score, the next best, …, then the next mask's.
/// Joint: the tokens of the best filling, its score, the next best, ….
void write_tsv(const FillMask& task, const FilledText& answer, std::string& out) {
  std::string separator;
  const auto add = [&](const std::string& cells, float score) {
    out += fmt::format("{}{}\t{}", separator, cells, score);
    separator = "\t";
  };
  for (const std::vector<MaskCandidate>& candidates : answer.candidates) {
    for (const MaskCandidate& candidate : candidates) {
      add(tsv_cell(task.token_string(candidate.tokens)), candidate.score);
    }
  }
  for (const JointFilling& filling : answer.fillings) {
    std::vector<std::string> cells = token_strings(task, filling);
    std::ranges::transform(cells, cells.begin(), tsv_cell);
    add(fmt::format("{}", fmt::join(cells, "\t")), filling.score);
  }
  out += '\n';
}

/// A line per candidate and an empty line after the record; numbers the masks if there are several.
void write_text(const FillMask& task, const FilledText& answer, std::string& out) {
  const bool several = answer.candidates.size() > 1;
  const std::size_t masks = answer.fillings.empty() ? 1 : answer.masks.size();
  TextTable table(std::vector<TextTable::Column>((several ? 3 : 2) + masks));
  for (std::size_t mask = 0; mask < answer.candidates.size(); ++mask) {
    for (const MaskCandidate& candidate : answer.candidates[mask]) {
      std::vector<TextTable::Cell> cells = {fmt::format("{:.6f}", candidate.score),
                                            task.token_string(candidate.tokens),
                                            task.sequence(answer, mask, candidate.tokens)};
      if (several) cells.insert(cells.begin(), fmt::format("{}", mask + 1));
      table.add_row(std::move(cells));
    }
  }
  for (const JointFilling& filling : answer.fillings) {
    std::vector<TextTable::Cell> cells = {fmt::format("{:.6f}", filling.score)};
    for (std::string& token : token_strings(task, filling)) cells.emplace_back(std::move(token));
    cells.emplace_back(task.sequence(answer, filling));
    table.add_row(std::move(cells));
  }
  table.append_aligned(out);
  out += '\n';
}

ExitCode run(const Options& options) {
  LoadedModel loaded(options.model, options.run, Head::mlm);
  if (!options.run.quiet) note_targets(options, *loaded.tokenizer);
  const FillMask task(loaded.model, *loaded.tokenizer, task_options(options, *loaded.tokenizer));
  RecordReader reader(options.records.open(options.run.quiet));
  const auto answer = [&](std::span<const Record* const> records) {
    std::vector<MaskedInput> inputs;
    inputs.reserve(records.size());
    for (const Record* record : records)
      inputs.push_back({{record->text, record->pair}, record->list});
    return task.fill(inputs, loaded.workspace, loaded.threads);
  };
  const auto write = [&](const Record& record, const FilledText& filled, Output& out) {
    switch (options.records.output) {
      case OutputFormat::text:
        return write_text(task, filled, out.buffer());
      case OutputFormat::tsv:
        return write_tsv(task, filled, out.buffer());
      case OutputFormat::json:
        return write_json(options, task, record, filled, out);
    }
  };
  return run_record_command<FilledText>(options, reader, answer, write);
}

}  // namespace

void add_fill_mask(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("fill-mask", "The likeliest tokens for each [MASK] of a text");
  add_number(*command, "-k,--top-k", options->top_k, 1, 1 << 20,
             "Answers per mask, or joint ones (default: 5, or all targets)")
      ->type_name("K");
  add_target_options(*command, options->targets);
  command->add_flag(
      "--raw-targets", options->raw_targets,
      "A target is the vocabulary's entry of exactly its spelling, or the first piece "
      "of a word that is none, as in Hugging Face's pipeline");
  command->add_flag(
      "--joint", options->joint,
      "Fill all masks of a text together, from left to right, each given those before "
      "it (beam search)");
  add_number(*command, "--beam", options->beam, 1, 1 << 20,
             "Partial fillings that --joint keeps at each mask")
      ->capture_default_str();
  options->records.add_to(*command);
  options->model.add_model_to(*command);
  options->window.add_to(*command);
  options->run.add_to(*command);
  set_examples(
      *command,
      {{"The five likeliest words", "albert fill-mask \"Paris is the [MASK] of France.\""},
       {"Two words, of one or several pieces",
        "albert fill-mask --targets capital,heartland \"Paris is the [MASK] of France.\""},
       {"Punctuation only", "albert fill-mask --targets ',,.,?' \"It rains [MASK] we stay.\""},
       {"The best fillings of two masks together",
        "albert fill-mask --joint \"The [MASK] [MASK] was released in 1998.\""},
       {"The best word for each line of a compressed file of JSON lines",
        "albert fill-mask -k 1 --json -f texts.jsonl.gz > answers.jsonl"}});
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace albert::apps
