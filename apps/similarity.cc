// albert similarity: the cosine of two texts' vectors, and the texts nearest to a query.
#include "albert/tasks/similarity.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "commands.h"
#include "common/arguments.h"
#include "common/command_description.h"
#include "common/embedding_options.h"
#include "common/record_command.h"
#include "common/text_table.h"

namespace albert::apps {
namespace {

struct Options : RecordCommand {
  EmbeddingOptions embedding;
  std::optional<std::string> query;
  std::size_t top_k = 10;
};

void write_pair(OutputFormat format, const Record& record, const Similarity& answer,
                std::string& out) {
  switch (format) {
    case OutputFormat::text:
      out += fmt::format("{:.6f}\t{}\t{}\n", answer.cosine, tsv_cell(record.text),
                         tsv_cell(*record.pair));
      return;
    case OutputFormat::tsv:
      out += fmt::format("{}\n", answer.cosine);
      return;
    case OutputFormat::json:
      JsonWriter json(out);
      begin_answer(json, record, {"similarity", "truncated"});
      if (answer.truncated > 0) json.member("truncated", answer.truncated);
      json.member("similarity", answer.cosine).end_object();
      out += '\n';
  }
}

/// A text and its similarity to the query.
struct Hit {
  Similarity similarity;
  Record record;
};

/// Whether a hit comes before another: the more similar, of equal ones the first.
bool comes_before(const Hit& a, const Hit& b) noexcept {
  if (a.similarity.cosine != b.similarity.cosine) {
    return a.similarity.cosine > b.similarity.cosine;
  }
  return a.record.index < b.record.index;
}

/// The most similar texts so far: a heap whose front comes last.
class Hits {
 public:
  explicit Hits(std::size_t most) : most_(most) {}

  void add(Hit hit) {
    if (hits_.size() == most_) {
      if (!comes_before(hit, hits_.front())) return;
      std::ranges::pop_heap(hits_, comes_before);
      hits_.pop_back();
    }
    hits_.push_back(std::move(hit));
    std::ranges::push_heap(hits_, comes_before);
  }

  /// Best first.
  std::vector<Hit> take() {
    std::ranges::sort_heap(hits_, comes_before);
    return std::move(hits_);
  }

 private:
  std::size_t most_;
  std::vector<Hit> hits_;
};

void write_hit(OutputFormat format, const Hit& hit, std::string& out) {
  const auto& [similarity, record] = hit;
  switch (format) {
    case OutputFormat::text:
      out += fmt::format("{:.6f}\t{}\n", similarity.cosine, tsv_cell(record.text));
      return;
    case OutputFormat::tsv:
      out += fmt::format("{}\t{}\t{}\n", similarity.cosine, record.index, tsv_cell(record.text));
      return;
    case OutputFormat::json:
      JsonWriter json(out);
      begin_answer(json, record, {"text", "similarity", "index", "truncated"});
      if (similarity.truncated > 0) json.member("truncated", similarity.truncated);
      json.member("text", record.text)
          .member("similarity", similarity.cosine)
          .member("index", record.index)
          .end_object();
      out += '\n';
  }
}

ExitCode compare(const Options& options, const Embedder& task, LoadedModel& loaded) {
  RecordSources sources = options.records.open(options.run.quiet);
  sources.pair_arguments = true;
  RecordReader reader(std::move(sources));
  const auto answer = [&](std::span<const Record* const> records) {
    return compare_pairs(task, texts_of(records), loaded.workspace, loaded.threads);
  };
  const auto write = [&](const Record& record, const Similarity& similarity, Output& out) {
    write_pair(options.records.output, record, similarity, out.buffer());
  };
  return run_record_command<Similarity>(options, reader, answer, write);
}

ExitCode search(Options& options, const Embedder& task, LoadedModel& loaded) {
  const Embedding query =
      task.embed(std::vector<std::string_view>{*options.query}, loaded.workspace, loaded.threads)
          .front();
  if (!query.good()) throw Error(ErrorCode::usage, query.error, "--query");
  options.records.sources.shape.pair.clear();
  options.records.silent = true;  // the hits come last
  RecordReader reader(options.records.open(options.run.quiet));
  Hits hits(options.top_k);
  const auto answer = [&](std::span<const Record* const> records) {
    return compare_with(task, query.values, texts_of(records), loaded.workspace, loaded.threads);
  };
  const auto write = [&](const Record& record, const Similarity& similarity, Output&) {
    hits.add({similarity, record});
  };
  const ExitCode result = run_record_command<Similarity>(options, reader, answer, write);
  if (result != kDone && options.records.on_error == OnError::stop) return result;
  Output output;
  for (const Hit& hit : hits.take()) {
    write_hit(options.records.output, hit, output.buffer());
    output.flush_if_full();
  }
  output.finish();
  return result;
}

ExitCode run(Options& options) {
  LoadedModel loaded(options.model, options.run, options.embedding.parts());
  const Embedder task(loaded.model, *loaded.tokenizer,
                      options.embedding.for_model(loaded.source, options.model));
  return options.query ? search(options, task, loaded) : compare(options, task, loaded);
}

}  // namespace

void add_similarity(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "similarity", "The cosine of two texts' vectors, and the texts nearest to a query");
  CLI::Option* query =
      command
          ->add_option("--query", options->query, "Print the texts that are most similar to TEXT")
          ->type_name("TEXT");
  add_number(*command, "-k,--top-k", options->top_k, 1, 1 << 20, "Texts to print for a query")
      ->type_name("K")
      ->capture_default_str()
      ->needs(query);
  options->embedding.add_to(*command);
  options->add_to(*command);
  set_examples(*command, {{"Two texts",
                           "albert similarity -m sentences \"A cat sleeps.\" "
                           "\"A kitten naps.\""},
                          {"The lines of a file that are nearest to a text",
                           "albert similarity -m sentences --query \"rain in spring\" -k 5 "
                           "-f texts.txt"}});
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace albert::apps
