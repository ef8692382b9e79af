// albert inspect: what a checkpoint of any kind holds, and whether it is a whole ALBERT.
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/config/model_costs.h"
#include "albert/convert/weight_summary.h"
#include "albert/source/model_source.h"
#include "commands.h"
#include "common/command_description.h"
#include "common/format_number.h"
#include "common/json_writer.h"
#include "common/model_heads.h"
#include "common/output.h"
#include "common/run_options.h"
#include "common/scratch_folder.h"
#include "common/source_options.h"
#include "common/text_table.h"
#include "params_format.h"

namespace albert::apps {
namespace {

using Align = TextTable::Align;

struct InspectOptions {
  SourceOptions source;
  bool stats = false;
  bool quiet = false;
  bool json = false;
};

// Everything that is said about a source, in either format.
struct Inspection {
  const ModelSource& source;
  std::int64_t parameters;         // of the catalogue, for the parts that are there
  std::int64_t stored_parameters;  // of the tensors found
  std::vector<std::string> heads;  // with fine-tuned ones
  std::string digest;              // empty when the model is not whole
  std::vector<TensorStats> stats;  // of the stored tensors; empty unless asked for
};

std::int64_t count_elements(const TensorEntry& entry) {
  return static_cast<std::int64_t>(element_count(entry.shape).value_or(0));
}

Inspection look_at(const ModelSource& source, bool with_stats) {
  const TensorCatalogue catalogue(source.config(), source.parts());
  Inspection inspection = {.source = source,
                           .parameters = ParameterCounts(catalogue).total(),
                           .stored_parameters = 0,
                           .heads = heads_of(source),
                           .digest = {},
                           .stats = {}};
  for (const TensorEntry& tensor : source.tensors()->entries()) {
    if (catalogue.find(tensor.name) == TensorCatalogue::npos) continue;
    inspection.stored_parameters += count_elements(tensor);
  }
  if (source.problems().empty()) inspection.digest = weight_digest(*source.tensors());
  if (!with_stats) return inspection;
  std::vector<std::byte> scratch;
  for (std::size_t i = 0; i < source.stored().entries().size(); ++i) {
    inspection.stats.push_back(tensor_stats(source.stored().read(i, scratch)));
  }
  return inspection;
}

std::string dtypes_of(const TensorArchive& archive) {
  std::map<std::string_view, std::size_t> counts;
  for (const TensorEntry& entry : archive.entries()) ++counts[to_string(entry.dtype)];
  std::string text;
  for (const auto& [dtype, count] : counts) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, dtype);
  }
  return text;
}

template <typename Items>
std::string joined(const Items& items) {
  return items.empty() ? "none" : fmt::format("{}", fmt::join(items, ", "));
}

std::vector<std::string> tokenizer_names(const ModelSource& source) {
  std::vector<std::string> names;
  for (const TokenizerFile& file : source.tokenizer_files()) names.push_back(file.name);
  return names;
}

std::string sizes(const ModelSource& source) {
  std::string text;
  for (const ConfigColumn& column : kConfigColumns) {
    const bool unknown =
        source.config_is_guess() && (column.field == &AlbertConfig::num_hidden_layers ||
                                     column.field == &AlbertConfig::num_attention_heads);
    text += fmt::format("{}{} {}", text.empty() ? "" : "  ", column.symbol,
                        unknown ? "?" : std::to_string(source.config().*column.field));
  }
  if (source.config_is_guess()) return text;
  return text + fmt::format("  {}  eps {:g}", to_string(source.config().hidden_act),
                            source.config().layer_norm_eps);
}

TextTable facts(const Inspection& inspection) {
  const ModelSource& source = inspection.source;
  TextTable table({{""}, {""}});
  const auto add = [&](const char* title, std::string text) {
    table.add_row({std::string(title), std::move(text)});
  };
  add("weights", user_text(source.stored().path().string()));
  add("container", fmt::format("{} ({})", source.stored().format(), dtypes_of(source.stored())));
  add("names", std::string(to_string(source.layout())));
  add("config", source.config_is_guess() ? "none; sizes are read off the tensors"
                                         : user_text(source.config_file().string()));
  add("sizes", sizes(source));
  add("tokenizer", joined(tokenizer_names(source)));
  add("heads", joined(inspection.heads));
  add("parameters", fmt::format("{} of {}", with_separators(inspection.stored_parameters),
                                with_separators(inspection.parameters)));
  add("digest",
      inspection.digest.empty() ? "none: not a whole model" : "sha256 " + inspection.digest);
  for (const std::string& problem : source.problems()) add("problem", problem);
  for (const std::string& note : source.notes()) add("note", note);
  if (source.problems().empty()) {
    for (const std::string& name : source.missing()) add("not there", name);
  }
  return table;
}

TextTable tensors(const Inspection& inspection) {
  const ModelSource& source = inspection.source;
  std::vector<TextTable::Column> columns = {{"TENSOR"}, {"DTYPE"}, {"SHAPE"}};
  const bool stats = !inspection.stats.empty();
  if (stats) {
    for (const char* title : {"MIN", "MAX", "MEAN"}) columns.push_back({title, Align::right});
  }
  columns.push_back({"USE"});
  TextTable table(columns);
  for (std::size_t i = 0; i < source.stored().entries().size(); ++i) {
    const TensorEntry& entry = source.stored().entries()[i];
    std::vector<TextTable::Cell> cells = {entry.name, std::string(to_string(entry.dtype)),
                                          to_string(entry.shape)};
    if (stats) {
      const TensorStats& numbers = inspection.stats[i];
      cells.emplace_back(fmt::format("{:.6g}", numbers.min));
      cells.emplace_back(fmt::format("{:.6g}", numbers.max));
      cells.emplace_back(fmt::format(
          "{:.6g}{}", numbers.mean,
          numbers.not_finite == 0 ? "" : fmt::format(" ({} not finite)", numbers.not_finite)));
    }
    const auto& [use, detail] = source.uses()[i];
    const bool plain = use == StoredUse::mapped && detail == entry.name;
    cells.emplace_back(plain || detail.empty() ? std::string(to_string(use))
                                               : fmt::format("{}: {}", to_string(use), detail));
    table.add_row(std::move(cells));
  }
  return table;
}

void append_texts(JsonWriter& json, const char* name, std::span<const std::string> texts) {
  json.key(name).value(texts);
}

void append_json(const Inspection& inspection, std::string& out) {
  const ModelSource& source = inspection.source;
  JsonWriter json(out);
  json.begin_object();
  json.member("weights", user_text(source.stored().path().string()));
  json.member("container", source.stored().format());
  json.member("names", to_string(source.layout()));
  if (source.config_is_guess()) {
    json.key("config_file").raw("null");
  } else {
    json.member("config_file", user_text(source.config_file().string()));
  }
  append_config(json, source.config());
  json.member("hidden_act", to_string(source.config().hidden_act));
  json.member("layer_norm_eps", source.config().layer_norm_eps);
  append_texts(json, "tokenizer", tokenizer_names(source));
  append_texts(json, "heads", inspection.heads);
  json.key("parameters").begin_object();
  json.member("stored", inspection.stored_parameters);
  json.member("expected", inspection.parameters);
  json.end_object();
  if (inspection.digest.empty()) {
    json.key("digest").raw("null");
  } else {
    json.member("digest", "sha256:" + inspection.digest);
  }
  append_texts(json, "missing", source.missing());
  append_texts(json, "problems", source.problems());
  append_texts(json, "notes", source.notes());
  json.key("tensors").begin_array();
  for (std::size_t i = 0; i < source.stored().entries().size(); ++i) {
    const TensorEntry& entry = source.stored().entries()[i];
    json.begin_object();
    json.member("name", entry.name);
    json.member("dtype", to_string(entry.dtype));
    json.member("shape", std::span<const std::int64_t>(entry.shape));
    json.member("use", to_string(source.uses()[i].use));
    json.member("detail", source.uses()[i].detail);
    if (!inspection.stats.empty()) {
      const TensorStats& stats = inspection.stats[i];
      json.member("min", stats.min).member("max", stats.max).member("mean", stats.mean);
      json.member("not_finite", stats.not_finite);
    }
    json.end_object();
  }
  json.end_array();
  json.end_object();
  out += '\n';
}

void run(const InspectOptions& options) {
  if (options.source.name.empty()) throw Error(ErrorCode::usage, "no model is given");
  const ModelSource source = options.source.open();
  const Inspection inspection = look_at(source, options.stats);
  Output output;
  if (options.json) {
    append_json(inspection, output.buffer());
  } else {
    facts(inspection).append_aligned(output.buffer());
    output.buffer() += '\n';
    tensors(inspection).append_aligned(output.buffer());
  }
  output.finish();
}

}  // namespace

void add_inspect(CLI::App& app, int&) {
  auto options = std::make_shared<InspectOptions>();
  options->source.files.guess_config = true;
  CLI::App* command = app.add_subcommand(
      "inspect", "Show what a checkpoint of any kind holds, and whether it is a whole ALBERT");
  options->source.add_to(*command);
  command->get_option("source")->required(false);
  command->add_option("-m,--model", options->source.name, "The same as SOURCE")->type_name("MODEL");
  command->add_flag("--stats", options->stats, "Smallest, largest and mean value of every tensor");
  command->add_flag("--json", options->json, "Print one JSON object");
  add_quiet(*command, options->quiet);
  set_examples(*command,
               {{"What a folder or a checkpoint holds", "albert inspect model"},
                {"Ranges of values, for programs", "albert inspect --stats --json model"}});
  command->callback([options] { run(*options); });
}

}  // namespace albert::apps
