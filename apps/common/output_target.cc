#include "common/output_target.h"

#include <system_error>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "common/console.h"
#include "common/format_number.h"
#include "common/hub_cache.h"

namespace albert::apps {
namespace {

namespace fs = std::filesystem;

constexpr const char* kForce = "--force replaces it";

/// A snapshot in a Hub cache may be a link to another folder, or have files that are links into it.
void refuse_linked_from_cache(const fs::path& target) {
  std::error_code error;
  const fs::path goal = fs::canonical(target, error);
  if (error) return;
  const auto leads_there = [&](const fs::path& path) {
    std::error_code broken;
    const fs::path real = fs::canonical(path, broken);
    return !broken && (real == goal || real.parent_path() == goal);
  };
  for (const HubModel& model : list_hub_models()) {
    for (const HubRevision& revision : model.revisions) {
      bool linked = leads_there(revision.folder);
      for (fs::directory_iterator at(revision.folder, error), end; !error && at != end;
           at.increment(error)) {
        linked |= leads_there(at->path());
      }
      if (linked) {
        throw Error(ErrorCode::usage, "is where the Hub cache keeps files of " + model.name,
                    target.string(), "choose another folder");
      }
    }
  }
}

}  // namespace

void check_folder(const std::string& target, bool force, std::span<const fs::path> inputs) {
  check_apart(target, inputs);
  const FolderContent content = check_folder_target(target, true);
  if (content.model_files.empty()) return;
  if (!force) throw Error(ErrorCode::usage, "exists already", target, kForce);
  refuse_linked_from_cache(target);
}

bool check_file(const std::string& target, bool force, FileKind kind,
                std::span<const fs::path> inputs) {
  const bool exists = check_file_target(target, true, kind, inputs);
  if (exists && !force) throw Error(ErrorCode::usage, "exists already", target, kForce);
  return exists;
}

void tell_replaced(const std::string& target, const FolderContent& old) {
  if (old.model_files.empty()) return;
  print_note(fmt::format("{}: replaced the model that was there ({}; {} bytes)", target,
                         fmt::join(old.model_files, ", "),
                         with_separators(static_cast<std::int64_t>(old.bytes))));
}

}  // namespace albert::apps
