// albert embed: vectors of texts or of their tokens.
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "albert/tasks/embedder.h"
#include "commands.h"
#include "common/command_description.h"
#include "common/embedding_options.h"
#include "common/npy_writer.h"
#include "common/record_command.h"
#include "common/text_table.h"

namespace albert::apps {
namespace {

struct Options : RecordCommand {
  EmbeddingOptions embedding;
  bool tokens = false;
  bool normalize = false;
  std::string npy;
};

/// What the answers are written with.
struct Answers {
  const Options& options;
  const Tokenizer& tokenizer;
  std::size_t dimension;
};

std::span<const float> row_of(const Embedding& answer, std::size_t row, std::size_t dimension) {
  return std::span(answer.values).subspan(row * dimension, dimension);
}

void write_json(const Answers& answers, const Record& record, const Embedding& answer,
                Output& output) {
  JsonWriter json(output.buffer());
  begin_answer(json, record, {"embedding", "tokens", "embeddings", "truncated"});
  if (answer.truncated > 0) json.member("truncated", answer.truncated);
  if (!answers.options.tokens) {
    json.member("embedding", std::span<const float>(answer.values));
  } else {
    json.key("tokens").begin_array();
    for (const std::int32_t token : answer.tokens) json.value(answers.tokenizer.piece(token));
    json.end_array().key("embeddings").begin_array();
    for (std::size_t i = 0; i < answer.tokens.size(); ++i) {
      json.value(row_of(answer, i, answers.dimension));
      output.flush_if_full();
    }
    json.end_array();
  }
  json.end_object();
  output.buffer() += '\n';
}

void write_numbers(OutputFormat format, std::span<const float> row, std::string& out) {
  out += format == OutputFormat::tsv ? fmt::format("{}", fmt::join(row, "\t"))
                                     : fmt::format("{:.6f}", fmt::join(row, " "));
  out += '\n';
}

/// A line, or one per token, its piece first, and an empty line after the record.
void write_lines(const Answers& answers, const Embedding& answer, Output& output) {
  const OutputFormat format = answers.options.records.output;
  if (!answers.options.tokens) return write_numbers(format, answer.values, output.buffer());
  for (std::size_t i = 0; i < answer.tokens.size(); ++i) {
    output.buffer() += tsv_cell(std::string(answers.tokenizer.piece(answer.tokens[i])));
    output.buffer() += '\t';
    write_numbers(format, row_of(answer, i, answers.dimension), output.buffer());
    output.flush_if_full();
  }
  output.buffer() += '\n';
}

ExitCode run(Options& options) {
  LoadedModel loaded(options.model, options.run, options.embedding.parts());
  EmbedderOptions task_options = options.embedding.for_model(loaded.source, options.model);
  task_options.token_vectors = options.tokens;
  task_options.normalize = options.normalize;
  const Embedder task(loaded.model, *loaded.tokenizer, std::move(task_options));
  RecordReader reader(options.records.open(options.run.quiet));
  std::optional<NpyWriter> npy;
  if (!options.npy.empty()) npy.emplace(options.npy, task.dimension());
  options.records.silent = npy && options.records.output == OutputFormat::text;
  const auto answer = [&](std::span<const Record* const> records) {
    std::vector<std::string_view> texts;
    texts.reserve(records.size());
    for (const Record* record : records) texts.emplace_back(record->text);
    return task.embed(texts, loaded.workspace, loaded.threads);
  };
  const Answers answers = {options, *loaded.tokenizer, task.dimension()};
  const auto write = [&](const Record& record, const Embedding& embedding, Output& out) {
    if (npy) npy->append(embedding.values);
    if (options.records.silent) return;
    if (options.records.output == OutputFormat::json) {
      write_json(answers, record, embedding, out);
    } else {
      write_lines(answers, embedding, out);
    }
  };
  const auto on_bad = [&](const Record&) {
    if (npy) npy->append_nan();
  };
  // Token vectors need as much memory as the hidden states of all tokens of a window.
  WindowBytes window = options.model.window();
  if (options.tokens) window.most = 4 * options.model.batch_tokens;
  const ExitCode result = run_record_command<Embedding>(options.records, options.run, window,
                                                        reader, answer, write, on_bad);
  if (npy) npy->finish();
  return result;
}

}  // namespace

void add_embed(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  options->records.sources.shape.pair.clear();
  CLI::App* command = app.add_subcommand("embed", "Vectors of texts or of their tokens");
  options->embedding.add_to(*command);
  command
      ->add_flag("--tokens", options->tokens,
                 "A vector for each token, [CLS] and [SEP] included, instead of one for the text")
      ->excludes("--pooling");
  command->add_flag("--normalize", options->normalize, "Divide each vector by its length");
  command
      ->add_option("--npy", options->npy,
                   "Write the vectors to a NumPy file, and to stdout only with --json or --tsv")
      ->type_name("FILE")
      ->group("Output");
  options->add_to(*command);
  set_examples(*command, {{"One text, as numbers", "albert embed -m sentences \"A cat sleeps.\""},
                          {"A NumPy array with one row for each line",
                           "albert embed -m sentences --npy vectors.npy -f texts.txt"},
                          {"The vectors of all tokens after the last layer but one",
                           "albert embed --tokens --layer -2 --json \"A cat sleeps.\""}});
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace albert::apps
