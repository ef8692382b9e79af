#ifndef ALBERT_APPS_COMMON_SUGGESTION_H_
#define ALBERT_APPS_COMMON_SUGGESTION_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace albert::apps {

/// Insertions, deletions, replacements and swaps of neighbours that turn one name into the other
/// (optimal string alignment distance).
std::size_t edit_distance(std::string_view from, std::string_view to);

/// The known name that `given` is likeliest meant to be: the nearest one, or one that it begins;
/// empty when none is near enough. Case, '_' for '-' and leading dashes count for nothing.
std::string likeliest_name(std::string_view given, std::span<const std::string> known);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_SUGGESTION_H_
