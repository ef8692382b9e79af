#ifndef ALBERT_SOURCE_MISSING_NAMES_H_
#define ALBERT_SOURCE_MISSING_NAMES_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace albert::source {

/// What a user is told about tensors that a model must have: the first of them, how many there are,
/// and which unknown tensors the file has instead, with the prefix that those share. Four lines at
/// most; none when nothing is missing.
std::vector<std::string> describe_missing(std::span<const std::string> missing,
                                          std::span<const std::string_view> unknown);

/// The longest prefix of whole components ("model.encoder.") that all names have.
std::string common_prefix(std::span<const std::string_view> names);

}  // namespace albert::source

#endif  // ALBERT_SOURCE_MISSING_NAMES_H_
