#ifndef ALBERT_APPS_COMMON_SUGGESTION_H_
#define ALBERT_APPS_COMMON_SUGGESTION_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace albert::apps {

/// Number of insertions, deletions, replacements and swaps of adjacent letters that turn one name
/// into the other (optimal string alignment distance).
std::size_t edit_distance(std::string_view from, std::string_view to);

/// The known name that is most similar to `given`: the nearest one, or one with this prefix; empty
/// when none is near enough. Case, '_' for '-' and leading dashes are ignored.
std::string likeliest_name(std::string_view given, std::span<const std::string> known);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_SUGGESTION_H_
