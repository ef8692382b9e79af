// albert models: the models that --model can name on this machine.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/io/model_folder.h"
#include "albert/io/safetensors.h"
#include "albert/io/sentence_transformers.h"
#include "albert/source/model_source.h"
#include "commands.h"
#include "common/builtin_model.h"
#include "common/command_description.h"
#include "common/console.h"
#include "common/hub_cache.h"
#include "common/json_writer.h"
#include "common/model_heads.h"
#include "common/model_locator.h"
#include "common/output.h"
#include "common/run_options.h"
#include "common/text_table.h"

namespace albert::apps {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kShortCommit = 7;
constexpr std::size_t kMostLabels = 4;

struct Options {
  bool all = false;
  bool tsv = false;
  bool json = false;
  bool quiet = false;
};

/// A model that can be named, with the data of its headers.
struct Listed {
  std::string name;  ///< for --model
  std::string revision = {};
  std::string commit = {};
  fs::path folder = {};  ///< empty for the built-in model
  bool is_default = false;
  std::string type = {};  ///< "albert", or the model_type of another model; may be empty
  std::uint64_t bytes = 0;
  std::int64_t parameters = 0;
  std::vector<std::string> heads = {};
  std::vector<std::string> labels = {};
  bool sentence_transformer = false;
  std::string problem = {};  ///< why it cannot be used
};

/// The size of all files; follows links, which the Hub cache uses.
std::uint64_t bytes_in(const fs::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code error;
  fs::recursive_directory_iterator at(folder, error);
  for (const fs::recursive_directory_iterator end; !error && at != end; at.increment(error)) {
    std::error_code gone;
    if (!fs::is_regular_file(at->path(), gone)) continue;
    const std::uintmax_t size = fs::file_size(at->path(), gone);
    if (!gone) bytes += size;
  }
  return bytes;
}

void describe(const ModelSource& source, Listed& model) {
  for (const TensorEntry& tensor : source.tensors()->entries()) {
    model.parameters += static_cast<std::int64_t>(element_count(tensor.shape).value_or(0));
  }
  model.heads = heads_of(source);
  model.labels = labels_of(source);
  model.sentence_transformer = source.sentence_transformer().has_value();
  if (!source.problems().empty()) model.problem = source.problems().front();
}

void look_into(Listed& model) {
  model.bytes = bytes_in(model.folder);
  try {
    model.type = model_type(model_folder_in(model.folder) / "config.json").value_or("");
    if (model.type == "albert" || model.type.empty()) {
      describe(ModelSource::open(model.folder), model);
      model.type = "albert";
    }
  } catch (const Error& error) {
    model.problem = error.problem();
  }
}

Listed builtin() {
  const BuiltinModel files = builtin_model();
  Listed model = {.name = std::string(kBuiltinName), .type = "albert"};
  model.bytes = files.config.size() + files.spiece.size() + files.weights.size();
  model.is_default = names_builtin("");
  describe(ModelSource(open_safetensors_bytes(files.weights, "built-in model.safetensors"),
                       files.config, "built-in config.json"),
           model);
  return model;
}

/// A row for each snapshot; the name without revision means the default one.
std::vector<Listed> cached_models() {
  std::vector<Listed> models;
  for (const HubModel& hub : list_hub_models()) {
    for (const HubRevision& revision : hub.revisions) {
      Listed model = {.name = hub.name, .commit = revision.commit, .folder = revision.folder};
      model.revision =
          revision.refs.empty() ? revision.commit.substr(0, kShortCommit) : revision.refs.front();
      if (hub.usual() != &revision) model.name += "@" + model.revision;
      look_into(model);
      models.push_back(std::move(model));
    }
  }
  return models;
}

/// Marks the model of $ALBERT_MODEL, or adds it.
void add_default(std::vector<Listed>& models) {
  if (names_builtin("")) return;
  Listed model = {.name = std::getenv("ALBERT_MODEL"), .is_default = true};
  try {
    const ModelPlace place = locate_model(model.name);
    std::error_code ignored;
    for (Listed& listed : models) {
      if (!fs::equivalent(place.root, listed.folder, ignored)) continue;
      listed.is_default = true;
      return;
    }
    model.folder = fs::is_directory(place.root, ignored) ? place.root : place.folder;
    look_into(model);
  } catch (const Error& error) {
    model.problem = error.problem();
  }
  models.insert(models.begin(), std::move(model));
}

std::string heads_text(const Listed& model) {
  if (!model.problem.empty()) return "problem: " + model.problem;
  if (model.type != "albert") return fmt::format("({}, not an ALBERT)", model.type);
  std::string text = model.heads.empty() ? "none" : fmt::format("{}", fmt::join(model.heads, ", "));
  if (!model.labels.empty() && model.labels.size() <= kMostLabels) {
    text += fmt::format(" ({})", fmt::join(model.labels, ", "));
  } else if (!model.labels.empty()) {
    text += fmt::format(" ({} labels)", model.labels.size());
  }
  return model.sentence_transformer ? text + ", sentence-transformers" : text;
}

std::string folder_text(const Listed& model) {
  return model.name == kBuiltinName ? "(in the program)" : model.folder.string();
}

/// `mark` follows the name of the default.
TextTable table_of(const std::vector<Listed>& models, const char* mark) {
  using Align = TextTable::Align;
  TextTable table({{"MODEL"},
                   {"REVISION"},
                   {"BYTES", Align::right},
                   {"PARAMETERS", Align::right},
                   {"HEADS"},
                   {"FOLDER"}});
  for (const Listed& model : models) {
    table.add_row({model.name + (model.is_default ? mark : ""), model.revision,
                   static_cast<std::int64_t>(model.bytes), model.parameters, heads_text(model),
                   folder_text(model)});
  }
  return table;
}

void append_json(const Listed& model, std::string& out) {
  JsonWriter json(out);
  const auto text_or_null = [&](const char* name, const std::string& text) {
    json.key(name);
    text.empty() ? json.raw("null") : json.value(text);
  };
  json.begin_object().member("name", model.name);
  text_or_null("revision", model.revision);
  text_or_null("commit", model.commit);
  text_or_null("path", model.folder.string());
  json.member("default", model.is_default);
  text_or_null("model_type", model.type);
  json.member("bytes", model.bytes).member("parameters", model.parameters);
  json.key("heads").value(std::span<const std::string>(model.heads));
  json.key("labels").value(std::span<const std::string>(model.labels));
  json.member("sentence_transformers", model.sentence_transformer);
  text_or_null("problem", model.problem);
  json.end_object();
  out += '\n';
}

void run(const Options& options) {
  std::vector<Listed> models = cached_models();
  const auto is_other = [](const Listed& model) { return model.type != "albert"; };
  const auto others = std::count_if(models.begin(), models.end(), is_other);
  if (!options.all) std::erase_if(models, is_other);
  models.insert(models.begin(), builtin());
  add_default(models);
  Output output;
  if (options.json) {
    for (const Listed& model : models) append_json(model, output.buffer());
  } else if (options.tsv) {
    table_of(models, "").append_tsv(output.buffer());
  } else {
    table_of(models, " *").append_aligned(output.buffer());
  }
  output.finish();
  if (options.quiet) return;
  for (const fs::path& cache : hub_caches()) {
    std::error_code ignored;
    if (!fs::is_directory(cache, ignored)) {
      print_note("there is no Hub cache " + cache.string());
    }
  }
  if (others > 0 && !options.all) {
    print_note(fmt::format("{} in the Hub cache {} not an ALBERT (--all shows them)", others,
                           others == 1 ? "is" : "are"));
  }
}

}  // namespace

void add_models(CLI::App& app, int&) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "models", "List the available models: built-in, $ALBERT_MODEL, and the Hub cache");
  command->add_flag("--all", options->all,
                    "Also list other models of the Hub cache, and unknown ones");
  CLI::Option* tsv =
      command->add_flag("--tsv", options->tsv, "Print tab-separated columns, one line per model");
  command->add_flag("--json", options->json, "Print one JSON object per model")->excludes(tsv);
  add_quiet(*command, options->quiet);
  set_examples(*command, {{"The names for --model on this machine", "albert models"},
                          {"Only the names", "albert models --tsv --quiet | cut -f 1"}});
  command->callback([options] { run(*options); });
}

}  // namespace albert::apps
