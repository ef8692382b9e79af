#ifndef ALBERT_IO_OUTPUT_TARGET_H_
#define ALBERT_IO_OUTPUT_TARGET_H_

#include <filesystem>
#include <span>

#include "albert/io/file_kind.h"
#include "albert/io/model_folder.h"

namespace albert {

// What may be written to, and replaced. All of these throw Error{usage} naming what stands in the
// way, and Error{io} when the system does not let them look.

/// A new or an empty folder may be written to; with `replace` also a model folder, in which nothing
/// but a model's files lies. Never anything else: another folder, a file, a symbolic link, a
/// snapshot in a Hub cache. Returns what is there.
FolderContent check_folder_target(const std::filesystem::path& target, bool replace);

/// Refuses a folder to write to that is one of the inputs or holds one, by whatever path (links,
/// "..", mounts) they are named.
void check_apart(const std::filesystem::path& target,
                 std::span<const std::filesystem::path> inputs);

/// Refuses a folder to write to that lies in the folder `source`.
void check_outside(const std::filesystem::path& target, const std::filesystem::path& source);

/// A new file may be written to; with `replace` also a file of the same kind (told by its content),
/// unless it is one of the inputs. Returns whether there is one to replace.
bool check_file_target(const std::filesystem::path& target, bool replace, FileKind kind,
                       std::span<const std::filesystem::path> inputs);

}  // namespace albert

#endif  // ALBERT_IO_OUTPUT_TARGET_H_
