#include "albert/io/output_target.h"

#include <algorithm>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "albert/base/error.h"

namespace albert {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostNamed = 5;

[[noreturn]] void refuse(const fs::path& target, std::string_view problem,
                         std::string_view hint = {}) {
  throw Error(ErrorCode::usage, problem, target.string(), hint);
}

// "folder/" as "folder"; the result must have a name, which the target gets.
fs::path without_slash(const fs::path& target) {
  fs::path path = target.has_filename() ? target : target.parent_path();
  const fs::path name = path.filename();
  if (name.empty() || name == "." || name == "..") {
    refuse(target, "cannot be written to", "it needs a name of its own");
  }
  return path;
}

fs::file_status status_of(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(path, error);
  if (fs::status_known(status)) return status;
  throw Error(ErrorCode::io, "cannot be read: " + error.message(), path.string());
}

void refuse_link(const fs::path& path, const fs::file_status& status) {
  if (!fs::is_symlink(status)) return;
  std::error_code ignored;
  refuse(path, fmt::format("is a symbolic link to '{}'", fs::read_symlink(path, ignored).string()),
         "name what it points to");
}

std::string some_of(const std::vector<std::string>& names) {
  const std::size_t shown = std::min(names.size(), kMostNamed);
  std::string text = fmt::format("{}", fmt::join(names.begin(), names.begin() + shown, ", "));
  if (shown < names.size()) text += fmt::format(" and {} more", names.size() - shown);
  return text;
}

// The real path of a target that may not exist yet.
fs::path real_path(const fs::path& path) {
  std::error_code error;
  fs::path real = fs::weakly_canonical(fs::absolute(path, error), error);
  return error ? fs::absolute(path, error).lexically_normal() : real;
}

// .../models--ORG--NAME/snapshots/REVISION and similar folders, managed by the Hub's programs.
void refuse_hub_cache(const fs::path& target) {
  const fs::path real = real_path(target);
  fs::path above;
  for (const fs::path& component : real) {
    const bool in_repository = above.filename().string().starts_with("models--");
    if (in_repository &&
        (component == "snapshots" || component == "blobs" || component == "refs")) {
      refuse(target, "lies in a Hub cache", "choose a folder of your own");
    }
    above /= component;
  }
}

bool same_place(const fs::path& one, const fs::path& other) {
  std::error_code ignored;
  return one == other || fs::equivalent(one, other, ignored);
}

// Whether `path` is below `folder`; both are real paths.
bool lies_in(const fs::path& path, const fs::path& folder) {
  for (fs::path at = path; at.has_relative_path(); at = at.parent_path()) {
    if (same_place(at.parent_path(), folder)) return true;
  }
  return false;
}

}  // namespace

FolderContent check_folder_target(const fs::path& named, bool replace,
                                  std::span<const std::string> own) {
  const fs::path target = without_slash(named);
  const fs::file_status status = status_of(target);
  refuse_link(target, status);
  refuse_hub_cache(target);
  if (!fs::exists(status)) return {};
  if (!fs::is_directory(status)) {
    refuse(target, fs::is_regular_file(status) ? "is a file, not a folder" : "is not a folder",
           "choose another name");
  }
  FolderContent content = list_folder(target);
  const std::size_t removed = std::erase_if(content.foreign, [&](const std::string& name) {
    return std::ranges::find(own, name) != own.end();
  });
  if (content.model_files.empty() && content.foreign.empty()) {
    std::error_code error;
    if (removed > 0 || fs::is_empty(target, error)) return content;
  }
  if (!replace) refuse(target, "exists already");
  if (!content.foreign.empty()) {
    refuse(target,
           "is not replaced, because it holds more than a model: " + some_of(content.foreign),
           "choose another folder, or move these away");
  }
  if (!content.is_model()) {
    refuse(target, "is not replaced, because it holds no model: " + some_of(content.model_files),
           "choose another folder");
  }
  return content;
}

void check_apart(const fs::path& target, std::span<const fs::path> inputs) {
  const fs::path goal = real_path(without_slash(target));
  for (const fs::path& input : inputs) {
    if (input.empty()) continue;
    const fs::path named = input.has_filename() ? input : input.parent_path();
    // The path under which the input is named, and that of its content when it is a link.
    const fs::path at_name =
        real_path(named.parent_path().empty() ? "." : named.parent_path()) / named.filename();
    const fs::path content = real_path(named);
    for (const fs::path& at : {at_name.lexically_normal(), content}) {
      if (same_place(goal, at)) refuse(target, "is the source itself", "choose another folder");
      if (lies_in(at, goal)) {
        refuse(target, fmt::format("holds the source '{}'", input.string()),
               "choose another folder");
      }
    }
  }
}

void check_outside(const fs::path& target, const fs::path& source) {
  std::error_code ignored;
  const fs::path folder = real_path(source);
  if (fs::is_directory(folder, ignored) && lies_in(real_path(without_slash(target)), folder)) {
    refuse(target, fmt::format("lies inside the source '{}'", source.string()),
           "choose a folder outside of it");
  }
}

bool check_file_target(const fs::path& target, bool replace, FileKind kind,
                       std::span<const fs::path> inputs) {
  if (!target.has_filename()) refuse(target, "is a folder, not a file");
  const fs::file_status status = status_of(target);
  for (const fs::path& input : inputs) {
    if (!input.empty() && same_place(real_path(target), real_path(input))) {
      refuse(target, "is one of the input files", "choose another name");
    }
  }
  refuse_link(target, status);
  refuse_hub_cache(target);
  if (!fs::exists(status)) return false;
  if (fs::is_directory(status)) refuse(target, "is a folder, not a file", "name a file in it");
  if (!fs::is_regular_file(status)) refuse(target, "is not a regular file");
  if (!replace) refuse(target, "exists already");
  if (const FileKind found = recognize(target); found != kind) {
    refuse(target,
           fmt::format("is not replaced, because it is {}, not {}", describe(found).what,
                       describe(kind).what),
           "choose another name");
  }
  return true;
}

}  // namespace albert
