// albert params: parameters, bytes and FLOPs of any ALBERT, from its tensor catalogue.
#include <algorithm>
#include <array>
#include <memory>

#include <fmt/core.h>

#include "albert/base/error.h"
#include "albert/config/model_costs.h"
#include "albert/config/presets.h"
#include "albert/config/sharing_strategy.h"
#include "commands.h"
#include "common/command_description.h"
#include "common/format_number.h"
#include "common/json_writer.h"
#include "common/output.h"
#include "common/run_options.h"
#include "common/shape_options.h"
#include "common/text_table.h"
#include "params_format.h"
#include "params_paper.h"

namespace albert::apps {
namespace {

// The components of a model as it is pretrained.
constexpr std::array kPretrainedComponents = {
    Component::embeddings, Component::embedding_projection,
    Component::attention,  Component::ffn,
    Component::pooler,     Component::mlm_head,
    Component::sop_head};

using Align = TextTable::Align;

struct ParamsOptions {
  ShapeOptions shape;
  std::int64_t sequence_length = 128;
  std::string table;
  ParamsFormat format = ParamsFormat::table;
  bool quiet = false;  // no effect; accepted so that scripts can give it to every command
};

// One row of the output.
struct Costs {
  ModelShape shape;
  ParameterCounts parameters;
  std::int64_t flops_per_token;

  Costs(ModelShape given, const TensorCatalogue& catalogue, std::int64_t sequence_length)
      : shape(std::move(given)),
        parameters(catalogue),
        flops_per_token(albert::flops_per_token(shape.config, catalogue, sequence_length)) {}
};

constexpr DType kStoredAs[] = {DType::f32, DType::f16, DType::i8};

const char* storage_name(DType dtype) {
  return dtype == DType::i8 ? "int8" : dtype == DType::f16 ? "f16" : "f32";
}

std::int64_t bytes(const Costs& costs, DType dtype) {
  return costs.parameters.total() * static_cast<std::int64_t>(size_of(dtype));
}

void append_json(const Costs& costs, std::int64_t sequence_length, std::string& out) {
  JsonWriter json(out);
  json.begin_object();
  if (!costs.shape.name.empty()) json.member("name", costs.shape.name);
  append_config(json, costs.shape.config);
  json.key("parameters").begin_object();
  for (const Component component : kPretrainedComponents) {
    json.member(to_string(component), costs.parameters[component]);
  }
  json.end_object();
  json.member("total", costs.parameters.total());
  json.member("encoder", costs.parameters.encoder());
  json.member("encoder_with_pooler", costs.parameters.encoder_with_pooler());
  json.key("bytes").begin_object();
  for (const DType dtype : kStoredAs) json.member(storage_name(dtype), bytes(costs, dtype));
  json.end_object();
  json.member("flops_per_token", costs.flops_per_token);
  json.member("sequence_length", sequence_length);
  json.end_object();
  out += '\n';
}

// All numbers of all rows, for TSV.
TextTable full_table(const std::vector<Costs>& rows) {
  std::vector<TextTable::Column> columns = {{"name"}};
  for (const ConfigColumn& column : kConfigColumns) columns.push_back({column.symbol});
  columns.push_back({"sharing"});
  for (const Component component : kPretrainedComponents) {
    columns.push_back({std::string(to_string(component))});
  }
  for (const char* name : {"total", "encoder", "encoder_with_pooler", "bytes_f32", "bytes_f16",
                           "bytes_int8", "flops_per_token"}) {
    columns.push_back({name});
  }
  TextTable table(columns);
  for (const Costs& row : rows) {
    std::vector<TextTable::Cell> cells = {row.shape.name};
    for (const ConfigColumn& column : kConfigColumns) {
      cells.emplace_back(row.shape.config.*column.field);
    }
    cells.push_back(std::string(sharing_name(row.shape.config)));
    for (const Component component : kPretrainedComponents) {
      cells.push_back(row.parameters[component]);
    }
    cells.push_back(row.parameters.total());
    cells.push_back(row.parameters.encoder());
    cells.push_back(row.parameters.encoder_with_pooler());
    for (const DType dtype : kStoredAs) cells.push_back(bytes(row, dtype));
    cells.push_back(row.flops_per_token);
    table.add_row(std::move(cells));
  }
  return table;
}

// Tables omit the number of groups if "sharing" implies it, and inner if it is 1.
bool worth_showing(const ConfigColumn& column, const std::vector<Costs>& rows) {
  const auto tells = [&](const Costs& row) {
    if (column.field == &AlbertConfig::num_hidden_groups) {
      return !sharing_strategy(row.shape.config).has_value();
    }
    return column.field != &AlbertConfig::inner_group_num || row.shape.config.inner_group_num != 1;
  };
  return std::any_of(rows.begin(), rows.end(), tells);
}

// A few models side by side: one column per model, one line per size and component.
TextTable side_by_side(const std::vector<Costs>& rows) {
  std::vector<TextTable::Column> columns = {{""}};
  for (const Costs& row : rows) columns.push_back({row.shape.name, Align::right});
  TextTable table(columns);
  const auto add = [&](std::string title, auto cell_of) {
    std::vector<TextTable::Cell> cells = {std::move(title)};
    for (const Costs& row : rows) cells.push_back(cell_of(row));
    table.add_row(std::move(cells));
  };
  for (const ConfigColumn& column : kConfigColumns) {
    if (!worth_showing(column, rows)) continue;
    add(fmt::format("{:<2} {}", column.symbol, column.meaning),
        [&](const Costs& row) { return row.shape.config.*column.field; });
  }
  add("sharing", [](const Costs& row) { return std::string(sharing_name(row.shape.config)); });
  table.add_gap();
  const auto add_component = [&](const char* title, Component component) {
    add(title, [&](const Costs& row) { return row.parameters[component]; });
  };
  add_component("embeddings", Component::embeddings);
  add_component("embedding projection", Component::embedding_projection);
  add_component("attention", Component::attention);
  add_component("FFN", Component::ffn);
  add("= encoder", [](const Costs& row) { return row.parameters.encoder(); });
  add_component("pooler", Component::pooler);
  add("= encoder with pooler",
      [](const Costs& row) { return row.parameters.encoder_with_pooler(); });
  add_component("MLM head", Component::mlm_head);
  add_component("SOP head", Component::sop_head);
  add("= total", [](const Costs& row) { return row.parameters.total(); });
  table.add_gap();
  for (const DType dtype : kStoredAs) {
    add(fmt::format("bytes as {}", storage_name(dtype)),
        [&](const Costs& row) { return scaled(static_cast<double>(bytes(row, dtype))) + "B"; });
  }
  add("FLOPs per token",
      [](const Costs& row) { return scaled(static_cast<double>(row.flops_per_token)); });
  return table;
}

// Many models: one line per model, with the sizes that differ.
TextTable line_each(const std::vector<Costs>& rows) {
  std::vector<TextTable::Column> columns;
  const auto named = [](const Costs& row) { return !row.shape.name.empty(); };
  const bool names = std::any_of(rows.begin(), rows.end(), named);
  if (names) columns.push_back({"model"});
  std::vector<ConfigColumn> varying;
  for (const ConfigColumn& column : kConfigColumns) {
    if (!worth_showing(column, rows)) continue;
    const auto differs = [&](const Costs& row) {
      return row.shape.config.*column.field != rows.front().shape.config.*column.field;
    };
    if (std::any_of(rows.begin(), rows.end(), differs)) varying.push_back(column);
  }
  for (const ConfigColumn& column : varying) columns.push_back({column.symbol, Align::right});
  columns.push_back({"sharing"});
  for (const char* title :
       {"encoder", "with pooler", "total", "f32", "f16", "int8", "FLOPs/token"}) {
    columns.push_back({title, Align::right});
  }
  TextTable table(columns);
  for (const Costs& row : rows) {
    std::vector<TextTable::Cell> cells;
    if (names) cells.push_back(row.shape.name);
    for (const ConfigColumn& column : varying) cells.push_back(row.shape.config.*column.field);
    cells.push_back(std::string(sharing_name(row.shape.config)));
    cells.push_back(row.parameters.encoder());
    cells.push_back(row.parameters.encoder_with_pooler());
    cells.push_back(row.parameters.total());
    for (const DType dtype : kStoredAs) {
      cells.push_back(scaled(static_cast<double>(bytes(row, dtype))) + "B");
    }
    cells.push_back(scaled(static_cast<double>(row.flops_per_token)));
    table.add_row(std::move(cells));
  }
  return table;
}

void append_notes(const std::vector<Costs>& rows, std::int64_t sequence_length, std::string& out) {
  out += fmt::format(
      "\nBytes are those of the total; FLOPs those of the encoder in sequences of {} tokens.\n"
      "Sharing saves parameters, not FLOPs: a shared block still runs in every layer.\n",
      with_separators(sequence_length));
  for (const Preset& preset : presets()) {
    const auto is_preset = [&](const Costs& row) { return row.shape.name == preset.name; };
    if (!preset.note.empty() && std::any_of(rows.begin(), rows.end(), is_preset)) {
      out += fmt::format("{}: {}.\n", preset.name, preset.note);
    }
  }
}

std::vector<Costs> costs_of(const ParamsOptions& options) {
  std::vector<ModelShape> shapes;
  if (options.shape.empty()) {
    for (const Preset& preset : presets()) {
      shapes.push_back({std::string(preset.name), preset.config, preset.parts});
    }
  } else {
    shapes = options.shape.resolve();
  }
  std::vector<Costs> rows;
  rows.reserve(shapes.size());
  for (ModelShape& shape : shapes) {
    const TensorCatalogue catalogue(shape.config, shape.parts);
    rows.emplace_back(std::move(shape), catalogue, options.sequence_length);
  }
  return rows;
}

void append_costs(const ParamsOptions& options, std::string& out) {
  constexpr std::size_t kMostSideBySide = 5;
  const std::vector<Costs> rows = costs_of(options);
  const auto readable = [&] {
    return rows.size() <= kMostSideBySide ? side_by_side(rows) : line_each(rows);
  };
  switch (options.format) {
    case ParamsFormat::table:
      readable().append_aligned(out);
      append_notes(rows, options.sequence_length, out);
      break;
    case ParamsFormat::markdown:
      readable().append_markdown(out);
      append_notes(rows, options.sequence_length, out);
      break;
    case ParamsFormat::tsv:
      full_table(rows).append_tsv(out);
      break;
    case ParamsFormat::json:
      for (const Costs& row : rows) append_json(row, options.sequence_length, out);
      break;
  }
}

void run(const ParamsOptions& options) {
  Output output;
  if (options.table.empty()) {
    append_costs(options, output.buffer());
  } else {
    if (!options.shape.empty()) {
      throw Error(ErrorCode::usage, "--table paper has its own models; give no others");
    }
    append_paper_tables(options.format, output.buffer());
  }
  output.finish();
}

}  // namespace

void add_params(CLI::App& app, int&) {
  auto options = std::make_shared<ParamsOptions>();
  CLI::App* command = app.add_subcommand(
      "params", "Count parameters, bytes and FLOPs of any ALBERT (default: the paper's models)");
  options->shape.add_to(*command, "Shape (comma lists make every combination)");
  options->shape.add_model_to(*command, "-m,--model",
                              "Take the shape of a model: its folder, a file in it, or a Hub name",
                              "Shape (comma lists make every combination)");
  command->add_option("--seq", options->sequence_length, "Sequence length for FLOPs per token")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 20))
      ->type_name("N")
      ->capture_default_str();
  command
      ->add_option("--table", options->table,
                   "\"paper\": tables 1, 3 and 4 of the ALBERT paper beside exact counts")
      ->check(CLI::IsMember({"paper"}));
  add_params_format(*command, options->format);
  add_quiet(*command, options->quiet);
  set_examples(*command, {{"Two models of the paper side by side",
                           "albert params --preset albert-base,albert-large"},
                          {"Every combination of sizes, as a table",
                           "albert params --E 64,128 --H 768,1024 --sharing all,none --tsv"},
                          {"An existing model", "albert params -m model"}});
  command->callback([options] { run(*options); });
}

}  // namespace albert::apps
