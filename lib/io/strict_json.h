#ifndef ALBERT_IO_STRICT_JSON_H_
#define ALBERT_IO_STRICT_JSON_H_

#include <filesystem>
#include <string_view>

#include <nlohmann/json.hpp>

namespace albert::io {

/// Parses JSON from a file that nobody vouches for. Throws Error{model} naming `file` and the line
/// for anything but well-formed JSON in UTF-8, for a key that an object has twice, and for nesting
/// deeper than `max_depth`. Memory stays within a small multiple of `text`.
nlohmann::json parse_strict_json(std::string_view text, const std::filesystem::path& file,
                                 int max_depth);

}  // namespace albert::io

#endif  // ALBERT_IO_STRICT_JSON_H_
