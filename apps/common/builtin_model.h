#ifndef ALBERT_APPS_COMMON_BUILTIN_MODEL_H_
#define ALBERT_APPS_COMMON_BUILTIN_MODEL_H_

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace albert::apps {

/// What --model calls the model that this program carries.
inline constexpr std::string_view kBuiltinName = "builtin";

/// The files of the built-in model (docs/builtin-model.md), as they lie in the program.
struct BuiltinModel {
  std::string_view config;             ///< config.json
  std::string_view spiece;             ///< spiece.model
  std::span<const std::byte> weights;  ///< model.safetensors
};
BuiltinModel builtin_model() noexcept;

/// Whether --model names the built-in model: by its name, unless there is a file of that name, or
/// by naming nothing where $ALBERT_MODEL does not either.
bool names_builtin(std::string_view model);

/// The built-in model as a folder, for what works on files: made in the system's place for
/// temporary files at the first call, removed when the process ends. Throws Error{io}.
const std::filesystem::path& builtin_folder();

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_BUILTIN_MODEL_H_
