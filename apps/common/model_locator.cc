#include "common/model_locator.h"

#include <cstdlib>
#include <string>
#include <system_error>

#include "albert/base/error.h"
#include "albert/io/sentence_transformers.h"
#include "common/builtin_model.h"
#include "common/hub_cache.h"

namespace albert::apps {
namespace {

namespace fs = std::filesystem;

ModelPlace place_in(const fs::path& root) {
  const fs::path folder = model_folder_in(root);
  return {folder, folder, root};
}

/// A file, or a checkpoint by its prefix.
ModelPlace place_of(const fs::path& file) {
  const fs::path folder = file.parent_path();
  return {file, folder.empty() ? fs::path(".") : folder, file};
}

/// Whether files of a TensorFlow checkpoint, perhaps not all, begin with this path.
bool is_checkpoint_prefix(const fs::path& prefix) {
  const fs::path folder = prefix.has_parent_path() ? prefix.parent_path() : fs::path(".");
  const std::string name = prefix.filename().string();
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const std::string file = it->path().filename().string();
    if (file == name + ".index" || file.starts_with(name + ".data-")) return true;
  }
  return false;
}

}  // namespace

ModelPlace locate_model(std::string_view name) {
  if (names_builtin(name)) return place_in(builtin_folder());
  const std::string wanted(name.empty() ? std::getenv("ALBERT_MODEL") : name);
  std::error_code error;
  const fs::file_status status = fs::status(wanted, error);
  if (fs::is_directory(status)) return place_in(wanted);
  if (fs::exists(status) || is_checkpoint_prefix(wanted)) return place_of(wanted);
  const auto hub_name = parse_hub_name(wanted);
  if (!hub_name) throw Error(ErrorCode::model, "is missing", wanted);
  return place_in(find_in_hub_cache(*hub_name));
}

fs::path locate_tokenizer(std::string_view name) {
  try {
    return locate_model(name).weights;
  } catch (const Error&) {
    const auto hub_name = parse_hub_name(name);
    if (hub_name && looks_like_hub_name(*hub_name)) throw;
    return name;  // Tokenizer::load() says what could have been named
  }
}

}  // namespace albert::apps
