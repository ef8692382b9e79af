#ifndef ALBERT_TOKENIZER_JSON_COMPONENT_H_
#define ALBERT_TOKENIZER_JSON_COMPONENT_H_

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

// Common functions for the components of a tokenizer.json. All throw Error{model} naming `file`.

namespace albert::json_pipeline {

/// The "type" of a component; `kind` ("normalizer") is for messages.
std::string component_type(const nlohmann::json& component, const char* kind,
                           const std::filesystem::path& file);

/// "normalizer 'Foo' is not supported"
[[noreturn]] void refuse_component(const char* kind, const std::string& type,
                                   const std::filesystem::path& file);

/// The value of a required key: a text, a number, a list, an object.
std::string text_of(const nlohmann::json& object, const char* key,
                    const std::filesystem::path& file);
std::size_t number_of(const nlohmann::json& object, const char* key,
                      const std::filesystem::path& file);
const nlohmann::json& list_of(const nlohmann::json& object, const char* key,
                              const std::filesystem::path& file);
const nlohmann::json& object_of(const nlohmann::json& object, const char* key,
                                const std::filesystem::path& file);

/// A list of at most a few dozen.
const nlohmann::json& short_list_of(const nlohmann::json& object, const char* key,
                                    const std::filesystem::path& file);

/// The components that one stands for, in order: those of a Sequence, whose key is `list`, none of
/// null, otherwise itself.
std::vector<const nlohmann::json*> steps_of(const nlohmann::json& component, const char* kind,
                                            const char* list, const std::filesystem::path& file);

}  // namespace albert::json_pipeline

#endif  // ALBERT_TOKENIZER_JSON_COMPONENT_H_
