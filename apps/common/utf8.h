#ifndef ALBERT_APPS_COMMON_UTF8_H_
#define ALBERT_APPS_COMMON_UTF8_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace albert::apps {

/// Length of the longest prefix of `bytes` that is valid UTF-8.
std::size_t valid_utf8_prefix(std::string_view bytes) noexcept;

/// Bytes of the first character of `bytes` (not empty): of what append_valid_utf8() replaces by one
/// U+FFFD where they are not valid UTF-8.
std::size_t first_character(std::string_view bytes) noexcept;

/// Appends `bytes` to `out`, with each maximal ill-formed subsequence replaced by U+FFFD, like
/// decoders with "replace" errors.
void append_valid_utf8(std::string& out, std::string_view bytes);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_UTF8_H_
