#ifndef ALBERT_APPS_COMMON_COMPLETIONS_H_
#define ALBERT_APPS_COMMON_COMPLETIONS_H_

#include <string>

#include <CLI/App.hpp>

namespace albert::apps {

/// Completion scripts for the whole command line, from its description.
std::string bash_completions(const CLI::App& app);
std::string zsh_completions(const CLI::App& app);
std::string fish_completions(const CLI::App& app);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_COMPLETIONS_H_
