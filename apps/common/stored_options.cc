#include "common/stored_options.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "albert/base/error.h"
#include "albert/train/run/stored_settings.h"
#include "common/arguments.h"
#include "common/builtin_model.h"

namespace albert::apps {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr std::array<std::string_view, 6> kOfOneRun = {"resume", "force", "threads",
                                                       "quiet",  "help",  "version"};

bool is_stored(const CLI::Option& option) {
  if (option.get_positional() || option.get_lnames().empty() || option.count() == 0) return false;
  return std::ranges::find(kOfOneRun, option.get_lnames().front()) == kOfOneRun.end();
}

bool takes_path(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  return type == "FILE" || type == "PATH" || type == "MODEL";
}

std::string stored_value(const CLI::Option& option, const std::string& value) {
  if (!takes_path(option) || names_builtin(value) || !fs::exists(value)) return value;
  return fs::absolute(value).lexically_normal().string();
}

bool is_excluded(const CLI::Option& option) {
  return std::ranges::any_of(option.get_excludes(),
                             [](const CLI::Option* other) { return other->count() > 0; });
}

}  // namespace

std::string options_to_store(const CLI::App& command) {
  ordered_json options = ordered_json::object();
  for (const CLI::Option* option : command.get_options()) {
    if (!is_stored(*option)) continue;
    ordered_json& values = options["--" + option->get_lnames().front()] = ordered_json::array();
    for (const std::string& value : option->reduced_results()) {
      values.push_back(stored_value(*option, value));
    }
  }
  const ordered_json stored = {{"command", command.get_name()}, {"options", options}};
  return stored.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

void restore_options(CLI::App& command, const std::string& folder, bool resume) {
  if (!resume) return;
  const auto json =
      ordered_json::parse(train::stored_settings(folder).value_or(""), nullptr, false);
  if (!json.is_object() || !json.contains("options")) return;
  if (const std::string name = json.value("command", ""); name != command.get_name()) {
    throw Error(ErrorCode::usage, fmt::format("is a run of albert {}", name), folder);
  }
  std::vector<CLI::Option*> restored;
  for (const auto& [name, values] : json["options"].items()) {
    CLI::Option* option = command.get_option_no_throw(name);
    if (option == nullptr) {
      throw Error(ErrorCode::usage,
                  fmt::format("its checkpoint has the option '{}', which is unknown", name),
                  folder);
    }
    if (option->count() > 0 || is_excluded(*option)) continue;
    for (const std::string value : values) {
      option->add_result(option->get_items_expected_max() > 0 ? escaped(value) : value);
    }
    restored.push_back(option);
  }
  for (CLI::Option* option : restored) option->run_callback();
}

void require_options(std::initializer_list<RequiredOption> options, const std::string& folder,
                     bool resume) {
  std::string missing;
  for (const RequiredOption& option : options) {
    if (option.given) continue;
    missing.append(missing.empty() ? "" : "; ").append(option.name);
  }
  if (missing.empty()) return;
  std::string hint;
  if (resume) {
    hint =
        train::stored_settings(folder)
            ? fmt::format("the checkpoint in '{}' is of a version that stored no options", folder)
            : fmt::format("'{}' has no checkpoint to resume from", folder);
  }
  throw Error(ErrorCode::usage, "missing options: " + missing, {}, hint);
}

}  // namespace albert::apps
