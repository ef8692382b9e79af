#include "common/hub_cache.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <system_error>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/base/mapped_file.h"

namespace albert::apps {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostRefBytes = 4096;
constexpr std::string_view kFolderPrefix = "models--";
constexpr std::size_t kShortCommit = 7;

// Models that were on the Hub without an organization before.
constexpr std::array<std::string_view, 8> kAlbertModels = {
    "albert-base-v1",   "albert-base-v2",   "albert-large-v1",   "albert-large-v2",
    "albert-xlarge-v1", "albert-xlarge-v2", "albert-xxlarge-v1", "albert-xxlarge-v2"};
constexpr std::string_view kAlbertOwner = "albert/";

constexpr std::array<std::string_view, 14> kFileEndings = {
    ".safetensors", ".bin", ".pt",   ".pth",  ".ckpt",  ".index", ".h5",
    ".msgpack",     ".txt", ".json", ".onnx", ".model", ".gz",    ".zip"};

const char* environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? value : nullptr;
}

/// Expands "~/x" in a variable, like the Hub's programs.
fs::path expanded(const char* value) {
  const char* home = environment("HOME");
  if (std::string_view(value).starts_with("~/") && home != nullptr) {
    return fs::path(home) / (value + 2);
  }
  return value;
}

fs::path usual_cache() {
  for (const char* variable : {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"}) {
    if (const char* value = environment(variable)) return expanded(value);
  }
  if (const char* value = environment("HF_HOME")) return expanded(value) / "hub";
  if (const char* value = environment("XDG_CACHE_HOME")) {
    return expanded(value) / "huggingface" / "hub";
  }
  const char* home = environment("HOME");
  return fs::path(home != nullptr ? home : ".") / ".cache" / "huggingface" / "hub";
}

/// Letters, digits, '-', '_' and '.', not beginning with a '.'.
bool is_plain(std::string_view part) {
  return !part.empty() && !part.starts_with('.') && std::ranges::all_of(part, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
}

std::string folder_name(std::string_view model) {
  std::string folder(kFolderPrefix);
  for (const char c : model) folder += c == '/' ? "--" : std::string(1, c);
  return folder;
}

/// Names of one model: the given one, and the older or newer one of ALBERT's models.
std::vector<std::string> names_of(const std::string& model) {
  std::vector<std::string> names = {model};
  for (const std::string_view known : kAlbertModels) {
    if (model == known) names.push_back(std::string(kAlbertOwner) + model);
    if (model == std::string(kAlbertOwner) + std::string(known)) names.emplace_back(known);
  }
  return names;
}

/// Refs by the commit that they point to: refs/main, refs/v1.0, refs/refs/pr/1.
void read_refs(const fs::path& repository, std::vector<HubRevision>& revisions) {
  const fs::path refs = repository / "refs";
  std::error_code error;
  fs::recursive_directory_iterator at(refs, error);
  for (const fs::recursive_directory_iterator end; !error && at != end; at.increment(error)) {
    if (!fs::is_regular_file(at->path(), error)) continue;
    std::string commit;
    try {
      commit = read_file(at->path(), kMostRefBytes);
    } catch (const Error&) {
      continue;
    }
    commit.erase(commit.find_last_not_of(" \t\r\n") + 1);
    for (HubRevision& revision : revisions) {
      if (revision.commit != commit) continue;
      revision.refs.push_back(at->path().lexically_relative(refs).generic_string());
    }
  }
}

HubModel read_model(const fs::path& repository, std::string name) {
  HubModel model = {.name = std::move(name), .revisions = {}};
  std::error_code error;
  fs::directory_iterator at(repository / "snapshots", error);
  for (const fs::directory_iterator end; !error && at != end; at.increment(error)) {
    if (!fs::is_directory(at->path(), error)) continue;
    model.revisions.push_back({at->path().filename().string(), {}, at->path()});
  }
  read_refs(repository, model.revisions);
  const auto key = [](const HubRevision& revision) {
    const std::string& label = revision.refs.empty() ? revision.commit : revision.refs.front();
    return std::pair(label == "main" ? 0 : revision.refs.empty() ? 2 : 1, label);
  };
  for (HubRevision& revision : model.revisions) {
    std::ranges::sort(revision.refs, {},
                      [](const std::string& ref) { return std::pair(ref != "main", ref); });
  }
  std::ranges::sort(model.revisions, {}, key);
  return model;
}

/// The model in the first cache that has it under one of its names.
std::optional<HubModel> find_model(const std::string& name) {
  for (const fs::path& cache : hub_caches()) {
    for (const std::string& candidate : names_of(name)) {
      HubModel model = read_model(cache / folder_name(candidate), candidate);
      if (!model.revisions.empty()) return model;
    }
  }
  return std::nullopt;
}

std::string label_of(const HubRevision& revision) {
  return revision.refs.empty() ? revision.commit.substr(0, kShortCommit) : revision.refs.front();
}

std::string labels_of(const HubModel& model) {
  std::string labels;
  for (const HubRevision& revision : model.revisions) {
    labels += fmt::format("{}{}@{}", labels.empty() ? "" : ", ", model.name, label_of(revision));
  }
  return labels;
}

std::string caches_text() {
  std::string text;
  for (const fs::path& cache : hub_caches()) text += (text.empty() ? "" : " or ") + cache.string();
  return text;
}

std::string fetching(const HubName& name) {
  const std::string revision = name.revision.empty() ? "" : " --revision " + name.revision;
  return "download it: hf download " + names_of(name.model).back() + revision;
}

}  // namespace

const HubRevision* HubModel::usual() const {
  if (revisions.empty()) return nullptr;
  const auto& refs = revisions.front().refs;
  const bool is_main = !refs.empty() && refs.front() == "main";
  return is_main || revisions.size() == 1 ? &revisions.front() : nullptr;
}

const HubRevision* HubModel::find(std::string_view wanted) const {
  const HubRevision* found = nullptr;
  for (const HubRevision& revision : revisions) {
    if (revision.commit == wanted ||
        std::ranges::find(revision.refs, wanted) != revision.refs.end()) {
      return &revision;
    }
  }
  for (const HubRevision& revision : revisions) {
    if (wanted.empty() || !revision.commit.starts_with(wanted)) continue;
    if (found != nullptr) return nullptr;
    found = &revision;
  }
  return found;
}

std::vector<fs::path> hub_caches() {
  std::vector<fs::path> caches = {usual_cache()};
  if (const char* value = environment("TRANSFORMERS_CACHE")) {
    if (caches.front() != expanded(value)) caches.push_back(expanded(value));
  }
  return caches;
}

std::vector<HubModel> list_hub_models() {
  std::vector<HubModel> models;
  for (const fs::path& cache : hub_caches()) {
    std::error_code error;
    fs::directory_iterator at(cache, error);
    for (const fs::directory_iterator end; !error && at != end; at.increment(error)) {
      std::string name = at->path().filename().string();
      if (!name.starts_with(kFolderPrefix)) continue;
      name.erase(0, kFolderPrefix.size());
      if (const std::size_t dashes = name.find("--"); dashes != std::string::npos) {
        name.replace(dashes, 2, "/");
      }
      if (std::ranges::find(models, name, &HubModel::name) != models.end()) continue;
      HubModel model = read_model(at->path(), name);
      if (!model.revisions.empty()) models.push_back(std::move(model));
    }
  }
  std::ranges::sort(models, {}, &HubModel::name);
  return models;
}

std::optional<HubName> parse_hub_name(std::string_view name) {
  const std::size_t at = name.find('@');
  const std::string_view model = name.substr(0, at);
  if (at != std::string_view::npos && at + 1 == name.size()) return std::nullopt;
  const std::size_t slash = model.find('/');
  const bool one_part = slash == std::string_view::npos;
  if (!is_plain(model.substr(0, slash)) || (!one_part && !is_plain(model.substr(slash + 1)))) {
    return std::nullopt;
  }
  return HubName{std::string(model),
                 at == std::string_view::npos ? "" : std::string(name.substr(at + 1))};
}

bool looks_like_hub_name(const HubName& name) {
  const std::size_t slash = name.model.find('/');
  if (slash == std::string::npos) {
    return std::ranges::find(kAlbertModels, name.model) != kAlbertModels.end();
  }
  std::error_code ignored;
  const auto ends = [&](std::string_view ending) { return name.model.ends_with(ending); };
  return !fs::exists(name.model.substr(0, slash), ignored) &&
         std::ranges::none_of(kFileEndings, ends);
}

fs::path find_in_hub_cache(const HubName& name) {
  const std::optional<HubModel> model = find_model(name.model);
  if (!model) {
    if (!looks_like_hub_name(name)) {
      throw Error(ErrorCode::model, "is missing", name.model);
    }
    throw Error(ErrorCode::model,
                "neither a folder here nor a model in the Hub cache " + caches_text(), name.model,
                fetching(name));
  }
  const HubRevision* revision = name.revision.empty() ? model->usual() : model->find(name.revision);
  if (revision != nullptr) return revision->folder;
  if (name.revision.empty()) {
    throw Error(ErrorCode::model, "the Hub cache has revisions of it, but none is called main",
                name.model, "name one: " + labels_of(*model));
  }
  throw Error(
      ErrorCode::model,
      fmt::format("the Hub cache has no revision '{}' of it, or several begin so", name.revision),
      name.model, fmt::format("there are {}; or {}", labels_of(*model), fetching(name)));
}

}  // namespace albert::apps
