// albert layers: what each layer does to its input, as figure 1 of the ALBERT paper.
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/io/atomic_output.h"
#include "albert/tasks/layer_changes.h"
#include "commands.h"
#include "common/arguments.h"
#include "common/command_description.h"
#include "common/figure.h"
#include "common/record_command.h"
#include "common/text_table.h"

namespace albert::apps {
namespace {

struct Options : RecordCommand {
  std::vector<std::string> models;
  std::size_t window = 0;
  bool truncate = false;
  std::string plot;
};

/// A model and what was measured of it so far.
struct Measured {
  std::string name;
  LoadedModel loaded;
  LayerMeter meter;
  LayerChanges changes;

  Measured(std::string model_name, const Options& options, const ModelOptions& model)
      : name(std::move(model_name)),
        loaded(model, options.run, kEncoderParts),
        meter(loaded.model, *loaded.tokenizer,
              {.batch_tokens = model.batch_tokens,
               .truncate = options.truncate,
               .window = {.tokens = options.window, .overlap = 0}}) {}
};
using Models = std::vector<std::unique_ptr<Measured>>;

/// The changes of one text in each model.
struct Answer {
  std::string error;
  std::vector<LayerChanges> changes = {};
};

Models load_models(const Options& options) {
  Models models;
  for (const std::string& name : options.models) {
    ModelOptions model = options.model;
    model.model = name;
    models.push_back(std::make_unique<Measured>(name.empty() ? "default" : name, options, model));
  }
  return models;
}

std::vector<Answer> measure(const Models& models, std::span<const Record* const> records) {
  std::vector<Answer> answers(records.size());
  for (const auto& model : models) {
    std::vector<LayerChanges> changes =
        model->meter.measure(texts_of(records), model->loaded.workspace, model->loaded.threads);
    for (std::size_t i = 0; i < records.size(); ++i) {
      if (answers[i].error.empty()) answers[i].error = changes[i].error;
      answers[i].changes.push_back(std::move(changes[i]));
    }
  }
  return answers;
}

/// A row per layer, three columns per model.
void write_table(const Models& models, std::string& out) {
  std::vector<TextTable::Column> columns = {{"layer", TextTable::Align::right}};
  std::size_t layers = 0;
  std::vector<std::vector<LayerChange>> means;
  for (const auto& model : models) {
    const std::string prefix = models.size() > 1 ? model->name + ": " : "";
    columns.push_back({prefix + "L2 distance", TextTable::Align::right});
    columns.push_back({"cosine", TextTable::Align::right});
    columns.push_back({"angle, degrees", TextTable::Align::right});
    means.push_back(model->changes.means());
    layers = std::max(layers, means.back().size());
  }
  TextTable table(columns);
  for (std::size_t layer = 0; layer < layers; ++layer) {
    std::vector<TextTable::Cell> cells = {fmt::format("{}", layer + 1)};
    for (const std::vector<LayerChange>& of_model : means) {
      const bool has = layer < of_model.size();
      const LayerChange change = has ? of_model[layer] : LayerChange();
      for (const double value : {change.l2, change.cosine, change.angle_degrees}) {
        cells.emplace_back(has ? fmt::format("{:.4f}", value) : std::string("-"));
      }
    }
    table.add_row(std::move(cells));
  }
  table.append_aligned(out);
}

void write_rows(const Models& models, OutputFormat format, std::string& out) {
  if (format == OutputFormat::tsv) {
    out += "model\tlayer\tmean_l2\tmean_cosine\tmean_angle_degrees\n";
  }
  for (const auto& model : models) {
    const std::vector<LayerChange> means = model->changes.means();
    for (std::size_t i = 0; i < means.size(); ++i) {
      if (format == OutputFormat::tsv) {
        out += fmt::format("{}\t{}\t{}\t{}\t{}\n", tsv_cell(model->name), i + 1, means[i].l2,
                           means[i].cosine, means[i].angle_degrees);
        continue;
      }
      JsonWriter(out)
          .begin_object()
          .member("model", model->name)
          .member("layer", i + 1)
          .member("mean_l2", means[i].l2)
          .member("mean_cosine", means[i].cosine)
          .member("mean_angle_degrees", means[i].angle_degrees)
          .member("tokens", model->changes.tokens)
          .end_object();
      out += '\n';
    }
  }
}

/// The paper's figure 1: distances on the left, angles on the right.
Figure figure_of(const Models& models) {
  Figure figure;
  figure.panels = {{"Layer", "L2 distance", {}}, {"Layer", "Angle (degrees)", {}}};
  for (std::size_t m = 0; m < models.size(); ++m) {
    Curve distance;
    distance.title = models.size() > 1 ? models[m]->name : "";
    distance.color = m;
    Curve angle = distance;
    const std::vector<LayerChange> means = models[m]->changes.means();
    for (std::size_t i = 0; i < means.size(); ++i) {
      distance.points.emplace_back(i + 1, means[i].l2);
      angle.points.emplace_back(i + 1, means[i].angle_degrees);
    }
    figure.panels[0].curves.push_back(std::move(distance));
    figure.panels[1].curves.push_back(std::move(angle));
  }
  return figure;
}

ExitCode run(Options& options) {
  if (!options.plot.empty()) check_figure(options.plot);
  if (options.models.empty()) options.models.emplace_back();
  const Models models = load_models(options);
  RecordReader reader(options.records.open(options.run.quiet));
  options.records.silent = true;  // the means come last
  const auto answer = [&](std::span<const Record* const> records) {
    return measure(models, records);
  };
  const auto write = [&](const Record&, const Answer& answered, Output&) {
    for (std::size_t m = 0; m < models.size(); ++m) models[m]->changes.add(answered.changes[m]);
  };
  const ExitCode result = run_record_command<Answer>(options, reader, answer, write);
  if (result != kDone && options.records.on_error == OnError::stop) return result;
  if (models.front()->changes.tokens == 0) {
    throw Error(ErrorCode::usage, "there are no texts to measure");
  }
  Output output;
  if (options.records.output == OutputFormat::text) {
    write_table(models, output.buffer());
  } else {
    write_rows(models, options.records.output, output.buffer());
  }
  output.finish();
  if (!options.plot.empty()) write_file(options.plot, draw_svg(figure_of(models)));
  return result;
}

}  // namespace

void add_layers(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "layers", "How far each layer moves the hidden states of texts, as the paper's figure 1");
  command->add_option("--plot", options->plot, "Draw the figure as SVG (needs gnuplot)")
      ->type_name("FILE.svg");
  options->records.add_to(*command);
  add_strings(*command, "-m,--model", options->models,
              "Model folder, file in it, or Hub name in the local cache; several are compared "
              "(default: $ALBERT_MODEL, otherwise the built-in model)")
      ->type_name("MODEL")
      ->group("Model");
  options->model.add_computation_to(*command);
  add_number(*command, "--window", options->window, 3, 1 << 20,
             "Divide longer texts into windows of N tokens, [CLS] and [SEP] included "
             "(default: as many as the model has positions)")
      ->group("Long texts");
  command->add_flag("--truncate", options->truncate, "Cut longer texts instead of dividing them")
      ->group("Long texts");
  options->run.add_to(*command);
  set_examples(*command,
               {{"The built-in model on the lines of a file", "albert layers -f texts.txt"},
                {"Two models side by side, and a figure",
                 "albert layers -m model -m sentiment --plot layers.svg -f texts.txt"}});
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace albert::apps
