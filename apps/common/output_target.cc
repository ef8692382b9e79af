#include "common/output_target.h"

#include <system_error>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "common/console.h"
#include "common/format_number.h"

namespace albert::apps {
namespace {

namespace fs = std::filesystem;

constexpr const char* kForce = "--force replaces it";

}  // namespace

void check_folder(const std::string& target, bool force, std::span<const fs::path> inputs) {
  check_apart(target, inputs);
  const FolderContent content = check_folder_target(target, true);
  if (!force && !content.model_files.empty()) {
    throw Error(ErrorCode::usage, "exists already", target, kForce);
  }
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
