#ifndef ALBERT_APPS_COMMON_MAN_PAGE_H_
#define ALBERT_APPS_COMMON_MAN_PAGE_H_

#include <string>

#include <CLI/App.hpp>

namespace albert::apps {

/// The manual page of albert (albert.1), which lists its commands.
std::string man_page(const CLI::App& app);

/// The manual page of a command (albert-COMMAND.1).
std::string man_page_of_command(const CLI::App& command);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_MAN_PAGE_H_
