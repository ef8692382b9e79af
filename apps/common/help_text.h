#ifndef ALBERT_APPS_COMMON_HELP_TEXT_H_
#define ALBERT_APPS_COMMON_HELP_TEXT_H_

#include <cstddef>
#include <string>

#include <CLI/App.hpp>

namespace albert::apps {

/// Columns of the terminal: $COLUMNS, else what the terminal on stdout says, else 80. At least 40.
std::size_t terminal_width();

/// What --help prints for albert or a command, in lines of at most `width` columns (a word that is
/// longer, and an example, stay whole).
std::string help_text(const CLI::App& command, std::size_t width);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_HELP_TEXT_H_
