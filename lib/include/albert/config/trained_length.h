#ifndef ALBERT_CONFIG_TRAINED_LENGTH_H_
#define ALBERT_CONFIG_TRAINED_LENGTH_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace albert {

/// `trained_length` of a config.json, an extension: the most tokens of a sequence in the model's
/// last training, at most its number of positions. nullopt when the text is empty, or has no such
/// field or one that is not a positive integer.
std::optional<std::int64_t> trained_length(std::string_view config_json);

/// A config.json of to_json() with this `trained_length`.
std::string with_trained_length(const std::string& config_json, std::int64_t length);

}  // namespace albert

#endif  // ALBERT_CONFIG_TRAINED_LENGTH_H_
