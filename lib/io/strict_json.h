#ifndef ALBERT_IO_STRICT_JSON_H_
#define ALBERT_IO_STRICT_JSON_H_

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace albert::io {

/// Parses JSON of an untrusted file. Throws Error{model} naming `file` and the line
/// for anything but well-formed JSON in UTF-8, for a key that an object has twice, and for nesting
/// deeper than `max_depth`. Memory stays within a small multiple of `text`.
nlohmann::json parse_strict_json(std::string_view text, const std::filesystem::path& file,
                                 int max_depth);

/// The same for a file of at most `limit` bytes. Throws Error{io} when it cannot be read, and
/// Error{model} naming its kind when it is not a text, or is a web page or a pointer instead of
/// `wanted` ("a config.json").
nlohmann::json read_strict_json(const std::filesystem::path& file, std::size_t limit, int max_depth,
                                std::string_view wanted);

/// The text of such a file, unparsed.
std::string read_json_text(const std::filesystem::path& file, std::size_t limit,
                           std::string_view wanted);

}  // namespace albert::io

#endif  // ALBERT_IO_STRICT_JSON_H_
