#ifndef ALBERT_APPS_COMMON_BUILTIN_MODEL_H_
#define ALBERT_APPS_COMMON_BUILTIN_MODEL_H_

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace albert::apps {

/// The name of the built-in model for --model.
inline constexpr std::string_view kBuiltinName = "builtin";

/// The files of the built-in model (docs/builtin-model.md), embedded in the program.
struct BuiltinModel {
  std::string_view config;             ///< config.json
  std::string_view spiece;             ///< spiece.model
  std::span<const std::byte> weights;  ///< model.safetensors
};
BuiltinModel builtin_model() noexcept;

/// Whether --model means the built-in model: by its name, unless there is a file of that name, or
/// as the default if $ALBERT_MODEL is not set.
bool names_builtin(std::string_view model);

/// Says on stderr, unless `quiet`, how far the order of segments can be trusted if --model means
/// it.
void note_builtin_sop(std::string_view model, bool quiet);

/// The built-in model as a folder, for functions that need files. It is created in the system's
/// folder for temporary files at the first call and removed when the process ends. Throws
/// Error{io}.
const std::filesystem::path& builtin_folder();

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_BUILTIN_MODEL_H_
