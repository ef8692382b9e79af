#include "common/model_locator.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <system_error>

#include "albert/base/error.h"
#include "albert/base/mapped_file.h"
#include "common/builtin_model.h"

namespace albert::apps {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostRevisionBytes = 4096;

const char* environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? value : nullptr;
}

/// "NAME" or "ORG/NAME" of letters, digits, '-', '_' and '.'.
bool is_hub_name(std::string_view name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  const std::string_view owner = name.substr(0, name.find('/'));
  const std::string_view rest = name.substr(std::min(owner.size() + 1, name.size()));
  const bool one_part = owner.size() == name.size();
  return !owner.empty() && !owner.starts_with('.') && std::ranges::all_of(owner, plain) &&
         (one_part || (!rest.empty() && std::ranges::all_of(rest, plain)));
}

/// The snapshot that "main" points to, else the only one there is; empty when there is none.
fs::path snapshot_of(const fs::path& repository) {
  const fs::path snapshots = repository / "snapshots";
  std::error_code error;
  const fs::path main = repository / "refs" / "main";
  if (fs::is_regular_file(main, error)) {
    std::string revision = read_file(main, kMostRevisionBytes);
    revision.erase(revision.find_last_not_of(" \r\n") + 1);
    if (fs::is_directory(snapshots / revision, error)) return snapshots / revision;
  }
  fs::path found;
  for (const fs::directory_entry& entry : fs::directory_iterator(snapshots, error)) {
    if (!found.empty()) return {};
    found = entry.path();
  }
  return found;
}

fs::path find_in_hub_cache(const std::string& name) {
  std::string folder = "models--" + name;
  if (const std::size_t slash = folder.find('/'); slash != std::string::npos) {
    folder.replace(slash, 1, "--");
  }
  const fs::path cache = hub_cache();
  fs::path snapshot = snapshot_of(cache / folder);
  if (snapshot.empty()) {
    throw Error(ErrorCode::model,
                "neither a folder here nor a model in the Hub cache " + cache.string(), name,
                "download it: hf download " + name);
  }
  return snapshot;
}

}  // namespace

fs::path hub_cache() {
  for (const char* variable : {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"}) {
    if (const char* value = environment(variable)) return value;
  }
  if (const char* value = environment("HF_HOME")) return fs::path(value) / "hub";
  if (const char* value = environment("XDG_CACHE_HOME")) {
    return fs::path(value) / "huggingface" / "hub";
  }
  const char* home = environment("HOME");
  return fs::path(home != nullptr ? home : ".") / ".cache" / "huggingface" / "hub";
}

ModelPlace locate_model(std::string_view name) {
  if (names_builtin(name)) return {builtin_folder(), builtin_folder()};
  const std::string wanted(name.empty() ? environment("ALBERT_MODEL") : name);
  std::error_code error;
  const fs::file_status status = fs::status(wanted, error);
  if (fs::is_directory(status)) return {wanted, wanted};
  if (fs::exists(status)) {
    const fs::path folder = fs::path(wanted).parent_path();
    return {wanted, folder.empty() ? fs::path(".") : folder};
  }
  if (!is_hub_name(wanted)) throw Error(ErrorCode::model, "no such file or folder", wanted);
  const fs::path snapshot = find_in_hub_cache(wanted);
  return {snapshot, snapshot};
}

}  // namespace albert::apps
