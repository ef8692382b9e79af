// albert plot: the curves of the metrics of pretraining and fine-tuning.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "albert/base/error.h"
#include "albert/base/mapped_file.h"
#include "albert/io/atomic_output.h"
#include "commands.h"
#include "common/arguments.h"
#include "common/command_description.h"
#include "common/exit_code.h"
#include "common/figure.h"
#include "common/gnuplot.h"
#include "common/output.h"

namespace albert::apps {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct Options {
  std::vector<std::string> files;
  std::string output;
};

struct Quantity {
  const char* key;
  const char* label;
};
constexpr Quantity kQuantities[] = {{"mlm_loss", "MLM loss"},
                                    {"mlm_accuracy", "MLM accuracy"},
                                    {"sop_loss", "SOP loss"},
                                    {"sop_accuracy", "SOP accuracy"},
                                    {"task_loss", "Loss"},
                                    {"accuracy", "Accuracy"},
                                    {"micro_f1", "Micro F1"},
                                    {"f1", "Entity F1"},
                                    {"pearson", "Pearson's correlation"}};

/// The lines of one run: objects with a step.
std::vector<json> read_metrics(const fs::path& given) {
  const fs::path file = fs::is_directory(given) ? given / "metrics.jsonl" : given;
  const std::string text = read_file(file);
  std::vector<json> lines;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const json line = json::parse(text.substr(begin, end - begin), nullptr, false);
    const bool last_is_cut = end == text.size() && line.is_discarded();
    ++number;
    begin = end + 1;
    if (last_is_cut) break;  // a run that is being written
    if (!line.is_object() || !line.contains("step") || !line["step"].is_number()) {
      throw Error(ErrorCode::usage, "is not a line of metrics, an object with a 'step'",
                  fmt::format("{}:{}", file.string(), number));
    }
    lines.push_back(line);
  }
  if (lines.empty()) throw Error(ErrorCode::usage, "has no metrics", file.string());
  return lines;
}

/// The steps at which a kind of report has this number.
Curve curve_of(const std::vector<json>& lines, const char* kind, const char* key) {
  Curve curve;
  curve.marked = false;
  for (const json& line : lines) {
    const auto value = line.find(key);
    if (line.value("kind", "train") != kind || value == line.end() || !value->is_number()) continue;
    curve.points.emplace_back(line["step"].get<double>(), value->get<double>());
  }
  return curve;
}

/// A diagram for each quantity that a run has; training as a line, evaluation with marks.
Figure figure_of(const std::vector<std::string>& names,
                 const std::vector<std::vector<json>>& runs) {
  Figure figure;
  for (const auto& [key, label] : kQuantities) {
    Panel panel = {"Step", label, {}};
    for (std::size_t run = 0; run < runs.size(); ++run) {
      const std::string prefix = runs.size() > 1 ? names[run] + ", " : "";
      Curve training = curve_of(runs[run], "train", key);
      Curve evaluation = curve_of(runs[run], "evaluate", key);
      training.title = prefix + "training";
      evaluation.title = prefix + "held-out";
      training.color = runs.size() > 1 ? run : 0;
      evaluation.color = runs.size() > 1 ? run : 1;
      evaluation.marked = true;
      for (Curve* curve : {&training, &evaluation}) {
        if (!curve->points.empty()) panel.curves.push_back(std::move(*curve));
      }
    }
    if (!panel.curves.empty()) figure.panels.push_back(std::move(panel));
  }
  if (figure.panels.empty()) {
    throw Error(ErrorCode::usage, "has no losses and no accuracies", names.front());
  }
  return figure;
}

ExitCode run(const Options& options) {
  if (options.output.empty()) {
    require_gnuplot();
  } else {
    check_figure(options.output);
  }
  std::vector<std::vector<json>> runs;
  for (const std::string& file : options.files) runs.push_back(read_metrics(file));
  const std::string svg = draw_svg(figure_of(options.files, runs));
  if (!options.output.empty()) {
    write_file(options.output, svg);
    return kDone;
  }
  Output output;
  output.buffer() = svg;
  output.finish();
  return kDone;
}

}  // namespace

void add_plot(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("plot", "Draw the loss and accuracy curves of a training run");
  add_strings(*command, "metrics", options->files,
              "metrics.jsonl of a run, or its folder; several runs are drawn together")
      ->type_name("FILE|FOLDER")
      ->required();
  command->add_option("-o,--output", options->output, "Write to a file (default: stdout)")
      ->type_name("FILE.svg");
  set_examples(*command, {{"One run", "albert plot trained/metrics.jsonl -o curves.svg"},
                          {"Two runs together", "albert plot trained further > both.svg"}});
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace albert::apps
