// albert bench: the speed of a model on this machine, absolutely and relative to its peak.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/base/thread_pool.h"
#include "albert/config/presets.h"
#include "albert/kernels/isa.h"
#include "albert/kernels/peak.h"
#include "albert/model/albert_model.h"
#include "albert/model/random_weights.h"
#include "bench_accuracy.h"
#include "bench_workload.h"
#include "commands.h"
#include "common/arguments.h"
#include "common/command_description.h"
#include "common/console.h"
#include "common/exit_code.h"
#include "common/json_writer.h"
#include "common/model_files.h"
#include "common/model_options.h"
#include "common/output.h"
#include "common/run_options.h"
#include "common/text_options.h"
#include "common/text_table.h"

namespace albert::apps {
namespace {

struct Options {
  std::string model;
  std::optional<TokenizerClass> tokenizer_class;
  std::string preset = "albert-base";
  std::vector<std::size_t> batch = {1, 8};
  std::vector<std::size_t> seq = {16, 128, 512};
  std::vector<int> threads = {0};
  std::vector<std::string> dtype = {"f32"};
  std::string text;  ///< run its lines instead of shapes
  double seconds = 1;
  std::string encoding;
  bool quiet = false;
  std::string accuracy;  ///< a text to compare predictions on, instead of timing
  bool json = false;
};

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// Resident memory of this process now, in MiB.
double resident_mib() {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
  }
  return 0;
}

struct Row {
  std::size_t sequences, tokens;
  int threads;
  ComputeType type;
  std::string_view isa;
  double tokens_per_second, median_ms, p95_ms, flops, peak_flops;
};

double mean_length(const Row& row) {
  return static_cast<double>(row.tokens) / static_cast<double>(row.sequences);
}

/// The common data of one model, number format and thread count.
struct Setting {
  double load_ms, first_answer_ms, rss_mib;
};

double percentile(const std::vector<double>& sorted, double fraction) {
  const auto last = static_cast<double>(sorted.size() - 1);
  return sorted[static_cast<std::size_t>(std::min(last, std::ceil(fraction * last)))];
}

/// Runs a workload for about `seconds` (at least three batches, after one warm-up batch).
Row measure(const AlbertModel& model, const BenchWorkload& work, double seconds, double peak_flops,
            Workspace& workspace, ThreadPool& threads) {
  for (std::size_t i = 0; i < work.batches(); ++i) {
    const std::string problem = model.check(work.batch(i));
    if (!problem.empty()) throw Error(ErrorCode::usage, problem, "--seq");
  }
  const auto run_all = [&] {
    for (std::size_t i = 0; i < work.batches(); ++i) {
      model.forward(work.batch(i), workspace, threads);
    }
  };
  model.forward(work.batch(0), workspace, threads);
  std::vector<double> runs;
  const auto start = Clock::now();
  do {
    const auto begin = Clock::now();
    run_all();
    runs.push_back(milliseconds_since(begin));
  } while (runs.size() * work.batches() < 3 || milliseconds_since(start) < seconds * 1000);
  std::sort(runs.begin(), runs.end());
  const double median = percentile(runs, 0.5);
  return {.sequences = work.sequences(),
          .tokens = work.tokens(),
          .threads = threads.size(),
          .type = model.compute_type(),
          .isa = model.isa(),
          .tokens_per_second = static_cast<double>(work.tokens()) / median * 1000,
          .median_ms = median,
          .p95_ms = percentile(runs, 0.95),
          .flops = work.flops(model) / median * 1000,
          .peak_flops = peak_flops};
}

void write_json(const Row& row, const Setting& setting, std::string& out) {
  JsonWriter json(out);
  json.begin_object()
      .member("batch", row.sequences)
      .member("seq", mean_length(row))
      .member("threads", row.threads)
      .member("dtype", to_string(row.type))
      .member("isa", row.isa)
      .member("bf16_gain", bf16_gain(row.isa))
      .member("tokens_per_second", row.tokens_per_second);
  json.key("latency_ms").begin_object();
  json.member("median", row.median_ms).member("p95", row.p95_ms).end_object();
  json.member("gflops", row.flops * 1e-9)
      .member("peak_gflops", row.peak_flops * 1e-9)
      .member("peak_fraction", row.flops / row.peak_flops)
      .member("load_ms", setting.load_ms)
      .member("first_answer_ms", setting.first_answer_ms)
      .member("rss_mib", setting.rss_mib)
      .end_object();
  out += '\n';
}

void add_row(const Row& row, const Setting& setting, TextTable& table) {
  table.add_row(
      {std::string(to_string(row.type)), static_cast<std::int64_t>(row.threads),
       static_cast<std::int64_t>(row.sequences), fmt::format("{:.4g}", mean_length(row)),
       static_cast<std::int64_t>(row.tokens_per_second), fmt::format("{:.2f}", row.median_ms),
       fmt::format("{:.2f}", row.p95_ms), fmt::format("{:.0f}", row.flops * 1e-9),
       fmt::format("{:.0f} %", 100 * row.flops / row.peak_flops),
       fmt::format("{:.0f}", setting.load_ms), fmt::format("{:.0f}", setting.first_answer_ms),
       fmt::format("{:.0f}", setting.rss_mib)});
}

AlbertModel load(const Options& options, std::string_view dtype, AlbertModel::Options how) {
  if (!options.model.empty()) return load_model(open_model(options.model), dtype, how);
  how.compute_type = parse_compute_type(dtype, default_isa(), false);
  const AlbertConfig& config = preset(options.preset).config;
  return AlbertModel(config, random_archive(config, 1), how);
}

std::vector<BenchWorkload> workloads(const Options& options, const AlbertConfig& config) {
  std::vector<BenchWorkload> all;
  if (!options.text.empty()) {
    const auto tokenizer = load_tokenizer(options.model, options.tokenizer_class);
    all.emplace_back(config, options.text, training_text_options(options.encoding, options.quiet),
                     *tokenizer);
    return all;
  }
  for (const std::size_t batch : options.batch) {
    for (const std::size_t seq : options.seq) all.emplace_back(config, batch, seq);
  }
  return all;
}

void tell_choice(const AlbertModel& model) {
  print_note(fmt::format("auto: {} on {}, where bf16 has {:.1f} times the rate of f32",
                         to_string(model.compute_type()), model.isa(), bf16_gain(model.isa())));
}

ExitCode run(const Options& options) {
  if (!options.accuracy.empty()) {
    report_accuracy({options.model, options.accuracy, options.dtype, options.threads.front(),
                     options.json, record_text_options(options.encoding, options.quiet),
                     options.tokenizer_class});
    return kDone;
  }
  using Align = TextTable::Align;
  TextTable table({{"dtype"},
                   {"threads", Align::right},
                   {"batch", Align::right},
                   {"seq", Align::right},
                   {"tokens/s", Align::right},
                   {"median ms", Align::right},
                   {"p95 ms", Align::right},
                   {"GFLOP/s", Align::right},
                   {"of peak", Align::right},
                   {"load ms", Align::right},
                   {"first ms", Align::right},
                   {"RSS MiB", Align::right}});
  Output output;
  for (const std::string& dtype : options.dtype) {
    for (const int thread_count : options.threads) {
      ThreadPool threads(usable_threads(thread_count));
      const auto start = Clock::now();
      const AlbertModel model = load(options, dtype, {.threads = &threads, .parts = kEncoderParts});
      if (dtype == "auto" && !options.quiet) tell_choice(model);
      Setting setting{.load_ms = milliseconds_since(start), .first_answer_ms = 0, .rss_mib = 0};
      Workspace workspace;
      model.forward(BenchWorkload(model.config(), 1, 16).batch(0), workspace, threads);
      setting.first_answer_ms = milliseconds_since(start);
      const double peak = measure_peak(model.isa(), model.compute_type(), threads, 0.2);
      for (const BenchWorkload& work : workloads(options, model.config())) {
        const Row row = measure(model, work, options.seconds, peak, workspace, threads);
        setting.rss_mib = resident_mib();
        if (options.json) {
          write_json(row, setting, output.buffer());
          output.flush();
        } else {
          add_row(row, setting, table);
        }
      }
    }
  }
  if (!options.json) table.append_aligned(output.buffer());
  output.finish();
  return kDone;
}

}  // namespace

void add_bench(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("bench", "Measure tokens per second, latency and memory of a model");
  auto* model = command->add_option("-m,--model", options->model, "Model folder or Hub name")
                    ->type_name("MODEL");
  add_tokenizer_class_option(*command, options->tokenizer_class);
  command
      ->add_option("--preset", options->preset,
                   "Use random weights of this shape (default: albert-base)")
      ->excludes(model)
      ->type_name("NAME");
  const CLI::Range positive(1, 1 << 20);
  add_list(*command, "--batch", options->batch, "N,N", positive,
           "Sequences per batch (default: 1,8)");
  add_list(*command, "--seq", options->seq, "N,N", positive,
           "Tokens per sequence (default: 16,128,512)");
  add_list(*command, "--threads", options->threads, "N,N", CLI::NonNegativeNumber,
           "Number of threads, at most one per processor; 0 = all processors (default: 0)");
  add_list(*command, "--dtype", options->dtype, "TYPE,TYPE", CLI::IsMember(dtype_names()),
           "Number formats: f32, bf16, int8 or auto (default: f32)");
  command
      ->add_option("--text", options->text,
                   "Time the lines of a text, about 4096 tokens per batch, instead of shapes")
      ->needs(model)
      ->type_name("FILE");
  add_encoding_option(*command, options->encoding, "Options");
  command->add_option("--seconds", options->seconds, "Seconds per shape (default: 1)")
      ->check(CLI::Range(0.0, 3600.0))
      ->type_name("S");
  command
      ->add_option("--accuracy", options->accuracy,
                   "Instead of timing, compare predictions in each --dtype with those in f32 on "
                   "this text: one sentence per line, a blank line between documents")
      ->needs(model)
      ->type_name("FILE");
  command->add_flag("--json", options->json, "Print one JSON line per shape, or per --dtype");
  add_quiet(*command, options->quiet);
  set_examples(*command, {{"Speed of a model on this machine",
                           "albert bench -m model --batch 1,8 --seq 16 --seconds 0.1"},
                          {"Accuracy of int8 compared with f32",
                           "albert bench -m model --dtype f32,int8 --accuracy book.txt"}});
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace albert::apps
