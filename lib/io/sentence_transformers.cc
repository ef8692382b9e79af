#include "albert/io/sentence_transformers.h"

#include <array>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "albert/base/error.h"
#include "albert/base/mapped_file.h"
#include "albert/io/atomic_output.h"
#include "io/strict_json.h"

namespace albert {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kModules = "modules.json";
constexpr const char* kUsualModel = "0_Transformer";
constexpr std::size_t kLargestModules = std::size_t{1} << 20;
constexpr int kDeepest = 8;
// Settings of the folder and of the transformer; if the model is at the top, both are.
constexpr std::array kSettings = {"config_sentence_transformers.json", "sentence_bert_config.json"};

[[noreturn]] void refuse(const fs::path& file, const std::string& problem) {
  throw Error(ErrorCode::model, problem, file.string());
}

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

std::string text_of(const json& module, const char* key, const fs::path& file) {
  const auto found = module.find(key);
  if (found == module.end() || !found->is_string()) {
    refuse(file, fmt::format("a module has no '{}'", key));
  }
  return found->get<std::string>();
}

// The name of a folder in that of modules.json, or empty for the top.
void check_name(const std::string& name, const fs::path& file) {
  const bool plain = name.find_first_of("/\\") == std::string::npos && name != ".." && name != ".";
  if (!plain || name.find('\0') != std::string::npos) {
    refuse(file, fmt::format("has a module whose path '{}' is not the name of a folder", name));
  }
}

}  // namespace

SentenceTransformer parse_sentence_transformer(std::string_view modules_json,
                                               const fs::path& folder) {
  const fs::path file = folder / kModules;
  json modules = io::parse_strict_json(modules_json, file, kDeepest);
  if (!modules.is_array() || modules.empty()) refuse(file, "is not a list of modules");
  SentenceTransformer found = {.folder = folder, .model = {}, .modules = {}, .modules_json = {}};
  bool has_model = false;
  for (json& module : modules) {
    if (!module.is_object()) refuse(file, "is not a list of modules");
    const std::string path = text_of(module, "path", file);
    check_name(path, file);
    const std::string type = text_of(module, "type", file);
    if (!has_model && type.ends_with("Transformer")) {
      has_model = true;
      found.model = path.empty() ? folder : folder / path;
      module["path"] = "";
    } else {
      found.modules.push_back({type.substr(type.rfind('.') + 1), path});
    }
  }
  if (!has_model) refuse(file, "has no module that is a transformer");
  found.modules_json = modules.dump(2) + "\n";
  return found;
}

std::optional<SentenceTransformer> read_sentence_transformer(const fs::path& folder) {
  const fs::path file = folder / kModules;
  if (!is_file(file)) return std::nullopt;
  return parse_sentence_transformer(read_file(file, kLargestModules), folder);
}

fs::path model_folder_in(const fs::path& folder) {
  if (is_file(folder / "config.json")) return folder;
  if (const auto found = read_sentence_transformer(folder)) return found->model;
  if (is_file(folder / kUsualModel / "config.json")) return folder / kUsualModel;
  return folder;
}

void copy_sentence_transformer(const SentenceTransformer& from, const fs::path& to) {
  write_file(to / kModules, from.modules_json);
  for (const char* name : kSettings) {
    for (const fs::path& file : {from.folder / name, from.model / name}) {
      if (is_file(file)) write_file(to / name, read_file(file));
    }
  }
  for (const auto& [type, module] : from.modules) {
    if (module.empty()) continue;
    std::error_code error;
    fs::create_directory(to / module, error);
    if (error) throw Error(ErrorCode::io, "cannot be made: " + error.message(), module);
    for (fs::directory_iterator at(from.folder / module, error), end; !error && at != end;
         at.increment(error)) {
      const fs::path name = fs::path(module) / at->path().filename();
      const bool belongs = model_file(name.generic_string()).has_value();
      if (belongs && is_file(at->path())) write_file(to / name, read_file(at->path()));
    }
  }
}

}  // namespace albert
