#ifndef ALBERT_APPS_COMMON_STORED_OPTIONS_H_
#define ALBERT_APPS_COMMON_STORED_OPTIONS_H_

#include <initializer_list>
#include <string>
#include <string_view>

#include <CLI/App.hpp>

namespace albert::apps {

// A training command keeps its options in the checkpoint, so that the folder and --resume alone
// repeat it.

/// The options that a command has got, except those of this run only (--resume, --force, --threads,
/// --quiet), as JSON: {"command": "pretrain", "options": {"--seed": ["3"]}}. Existing files and
/// folders get absolute paths.
std::string options_to_store(const CLI::App& command);

/// With `resume`, gives a command the options that are stored with the checkpoint in `folder` and
/// neither given nor excluded by a given one. Throws Error{usage} when they are those of another
/// command, and as stored_settings() does.
void restore_options(CLI::App& command, const std::string& folder, bool resume);

/// An option, or several of which one is enough, and whether it was given.
struct RequiredOption {
  bool given;
  std::string_view name;  ///< "--steps or --epochs"
};

/// Throws Error{usage} that names all options that were not given. With `resume` it says why those
/// of the checkpoint in `folder` do not stand in.
void require_options(std::initializer_list<RequiredOption> options, const std::string& folder,
                     bool resume);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_STORED_OPTIONS_H_
