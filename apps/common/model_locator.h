#ifndef ALBERT_APPS_COMMON_MODEL_LOCATOR_H_
#define ALBERT_APPS_COMMON_MODEL_LOCATOR_H_

#include <filesystem>
#include <string_view>

namespace albert::apps {

/// The paths of a model.
struct ModelPlace {
  std::filesystem::path weights;  ///< the folder, or the named file in it
  std::filesystem::path folder;   ///< folder of config.json and tokenizer
  std::filesystem::path root;  ///< the found path; a folder of sentence-transformers may have the
                               ///< model in a subfolder
};

/// Finds the model that `--model` names: a folder (also one of sentence-transformers), a file in
/// one, a TensorFlow checkpoint's prefix, or a Hub name ("ORG/NAME", "NAME", with or without
/// "@REVISION") in the local Hub cache. Empty: $ALBERT_MODEL, otherwise the built-in model
/// (builtin_folder()). Nothing is downloaded. Throws Error{model} when it is not found.
ModelPlace locate_model(std::string_view name);

/// The path for Tokenizer::load() of a `--tokenizer` value: a vocabulary file, a folder with one, a
/// Hub name, or "builtin". Throws Error{model} when it is not found.
std::filesystem::path locate_tokenizer(std::string_view name);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_MODEL_LOCATOR_H_
