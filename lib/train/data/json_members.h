#ifndef ALBERT_TRAIN_DATA_JSON_MEMBERS_H_
#define ALBERT_TRAIN_DATA_JSON_MEMBERS_H_

#include <cstddef>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace albert::train {

// Members of JSON objects in data files. Each function throws Error{model} with the problem alone;
// whoever reads the file adds the place.

/// Throws Error{model}.
[[noreturn]] void refuse(const std::string& problem);

const nlohmann::json& member(const nlohmann::json& object, const char* key);
std::string string_member(const nlohmann::json& object, const char* key);
std::vector<std::string> strings_member(const nlohmann::json& object, const char* key);
const nlohmann::json& list_member(const nlohmann::json& object, const char* key);
double number_member(const nlohmann::json& object, const char* key);
/// An integer of at least 0.
std::size_t count_member(const nlohmann::json& object, const char* key);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_JSON_MEMBERS_H_
