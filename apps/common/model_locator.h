#ifndef ALBERT_APPS_COMMON_MODEL_LOCATOR_H_
#define ALBERT_APPS_COMMON_MODEL_LOCATOR_H_

#include <filesystem>
#include <string_view>

namespace albert::apps {

/// Where a model's files are.
struct ModelPlace {
  std::filesystem::path weights;  ///< the folder, or the file in it that was named
  std::filesystem::path folder;   ///< config.json and the tokenizer lie here
};

/// Finds the model that `--model` names: a folder, a file in one, or a Hub name ("ORG/NAME" or
/// "NAME") in the local Hub cache. Empty: $ALBERT_MODEL, else the built-in model
/// (builtin_folder()). Nothing is downloaded. Throws Error{model} when it is nowhere.
ModelPlace locate_model(std::string_view name);

/// Folder of the Hub cache: $HF_HUB_CACHE, $HUGGINGFACE_HUB_CACHE, $HF_HOME/hub,
/// $XDG_CACHE_HOME/huggingface/hub, ~/.cache/huggingface/hub; the first that is set.
std::filesystem::path hub_cache();

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_MODEL_LOCATOR_H_
