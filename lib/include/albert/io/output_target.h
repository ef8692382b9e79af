#ifndef ALBERT_IO_OUTPUT_TARGET_H_
#define ALBERT_IO_OUTPUT_TARGET_H_

#include <filesystem>
#include <span>
#include <string>

#include "albert/io/file_kind.h"
#include "albert/io/model_folder.h"

namespace albert {

// Which targets may be written to and replaced. All functions throw Error{usage} naming the
// obstacle, and Error{io} when the target cannot be read.

/// Accepts a new or empty folder, and with `replace` also a model folder without foreign content.
/// Refuses any other folder, a file, a symbolic link, and a snapshot in a Hub cache. Returns the
/// present content. Files with the names `own` are the caller's and may be replaced; a folder
/// with nothing else counts as empty.
FolderContent check_folder_target(const std::filesystem::path& target, bool replace,
                                  std::span<const std::string> own = {});

/// Refuses a target folder that is one of the inputs or contains one, also if their paths differ
/// (links, "..", mounts).
void check_apart(const std::filesystem::path& target,
                 std::span<const std::filesystem::path> inputs);

/// Refuses a target folder inside the folder `source`.
void check_outside(const std::filesystem::path& target, const std::filesystem::path& source);

/// Accepts a new file, and with `replace` also a file of the same kind (by content), unless it is
/// one of the inputs. Returns whether there is a file to replace.
bool check_file_target(const std::filesystem::path& target, bool replace, FileKind kind,
                       std::span<const std::filesystem::path> inputs);

}  // namespace albert

#endif  // ALBERT_IO_OUTPUT_TARGET_H_
