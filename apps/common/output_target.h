#ifndef ALBERT_APPS_COMMON_OUTPUT_TARGET_H_
#define ALBERT_APPS_COMMON_OUTPUT_TARGET_H_

#include <filesystem>
#include <span>
#include <string>

#include "albert/io/output_target.h"

namespace albert::apps {

/// Checks the target folder of a command before any work: see check_folder_target() and
/// check_apart(). Throws Error{usage}, with --force as a hint if it helps.
void check_folder(const std::string& target, bool force,
                  std::span<const std::filesystem::path> inputs);

/// The same for a file: see check_file_target(). Returns whether there is a file to replace.
bool check_file(const std::string& target, bool force, FileKind kind,
                std::span<const std::filesystem::path> inputs);

/// Prints the content of a replaced model folder on stderr; nothing for a new folder.
void tell_replaced(const std::string& target, const FolderContent& old);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_OUTPUT_TARGET_H_
