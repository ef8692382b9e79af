// albert score: how likely a masked-language model finds a text, token by token.
#include <cmath>
#include <memory>

#include <fmt/format.h>

#include "albert/tasks/pseudo_likelihood.h"
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
  ScoreMethod method = ScoreMethod::original;
  OffsetUnit offsets = OffsetUnit::bytes;
  MaskWindow window;

  Options() { records.sources.shape.pair.clear(); }
};

void write_json(const Options& options, const Tokenizer& tokenizer, const Record& record,
                const TextScore& score, Output& output) {
  const OffsetCounter offset(record.text, options.offsets);
  JsonWriter json(output.buffer());
  begin_answer(json, record, {"pll", "pseudo_perplexity", "truncated", "tokens", "words"});
  json.member(options.records.sources.shape.text, record.text);
  json.member("pll", score.pll);
  json.member("pseudo_perplexity", score.pseudo_perplexity());
  if (score.truncated > 0) json.member("truncated", score.truncated);
  const auto end_item = [&](const ScoredRange& item) {
    json.member("start", offset(item.range.begin))
        .member("end", offset(item.range.end))
        .member("logprob", item.logprob)
        .end_object();
    output.flush_if_full();
  };
  json.key("tokens").begin_array();
  for (const ScoredToken& token : score.tokens) {
    json.begin_object().member("token", tokenizer.piece(token.token));
    end_item(token);
  }
  json.end_array().key("words").begin_array();
  for (const ScoredRange& word : score.words) {
    json.begin_object().member("word", word.range.of(record.text));
    end_item(word);
  }
  json.end_array().end_object();
  output.buffer() += '\n';
}

/// A number, or "-" for the empty text.
std::string cell(const char* format, double number) {
  return std::isnan(number) ? "-" : fmt::format(fmt::runtime(format), number);
}

void write_score(const Options& options, const Tokenizer& tokenizer, const Record& record,
                 const TextScore& score, Output& output) {
  switch (options.records.output) {
    case OutputFormat::text:
      output.buffer() +=
          fmt::format("{:.4f}\t{}\t{}\n", score.pll, cell("{:.6g}", score.pseudo_perplexity()),
                      tsv_cell(record.text));
      return;
    case OutputFormat::tsv:
      output.buffer() += fmt::format("{}\t{}\t{}\n", score.pll,
                                     cell("{}", score.pseudo_perplexity()), score.tokens.size());
      return;
    case OutputFormat::json:
      return write_json(options, tokenizer, record, score, output);
  }
}

ExitCode run(const Options& options) {
  LoadedModel loaded(options.model, options.run, Head::mlm);
  const PseudoLikelihood task(loaded.model, *loaded.tokenizer,
                              {.method = options.method,
                               .batch_tokens = options.model.batch_tokens,
                               .window = options.window.tokens,
                               .truncate = options.window.truncate});
  RecordReader reader(options.records.open(options.run.quiet));
  const auto answer = [&](std::span<const Record* const> records) {
    return task.score(texts_of(records), loaded.workspace, loaded.threads);
  };
  const auto write = [&](const Record& record, const TextScore& score, Output& output) {
    write_score(options, *loaded.tokenizer, record, score, output);
  };
  // A text runs once for each of its tokens, so less text fills as many batches.
  const std::size_t bytes = options.model.batch_tokens;
  return run_record_command<TextScore>(options.records, options.run, {bytes / 16 + 1, 4 * bytes},
                                       reader, answer, write);
}

}  // namespace

void add_score(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "score", "Pseudo-log-likelihood of a text, of its words and of its tokens");
  add_choice(*command, "--method", options->method,
             "What is masked while a token is predicted: the token (original), or the later tokens "
             "of its word as well (within-word-l2r)");
  options->records.add_to(*command);
  add_offset_option(*command, options->offsets);
  options->model.add_model_to(*command);
  options->window.add_to(*command);
  options->run.add_to(*command);
  set_examples(
      *command,
      {{"One text", "albert score \"The album was released in 1998.\""},
       {"The most plausible of the lines of a file, with its score",
        "albert score --tsv -f lines.txt | paste - lines.txt | sort -n -r | head -n 1"},
       {"Scores of all words, for programs", "albert score --json -f texts.jsonl > scores.jsonl"}});
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace albert::apps
