#ifndef ALBERT_APPS_COMMON_HELP_TEXT_H_
#define ALBERT_APPS_COMMON_HELP_TEXT_H_

#include <cstddef>
#include <string>

#include <CLI/App.hpp>

namespace albert::apps {

/// Width of the terminal: $COLUMNS, otherwise that of stdout, otherwise 80. At least 40.
std::size_t terminal_width();

/// The output of --help for albert or a command, in lines of at most `width` columns (longer words
/// and examples are not broken).
std::string help_text(const CLI::App& command, std::size_t width);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_HELP_TEXT_H_
