#ifndef ALBERT_SOURCE_MISSING_NAMES_H_
#define ALBERT_SOURCE_MISSING_NAMES_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace albert::source {

/// The message about missing tensors: the first of them, their number, and the unknown tensors in
/// the file, with their common prefix. At most four lines; none when nothing is missing.
std::vector<std::string> describe_missing(std::span<const std::string> missing,
                                          std::span<const std::string_view> unknown);

/// The longest common prefix of whole components ("model.encoder.").
std::string common_prefix(std::span<const std::string_view> names);

}  // namespace albert::source

#endif  // ALBERT_SOURCE_MISSING_NAMES_H_
