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

}  // namespace

ModelPlace locate_model(std::string_view name) {
  if (names_builtin(name)) return place_in(builtin_folder());
  const std::string wanted(name.empty() ? std::getenv("ALBERT_MODEL") : name);
  std::error_code error;
  const fs::file_status status = fs::status(wanted, error);
  if (fs::is_directory(status)) return place_in(wanted);
  if (fs::exists(status)) {
    const fs::path folder = fs::path(wanted).parent_path();
    return {wanted, folder.empty() ? fs::path(".") : folder, wanted};
  }
  const auto hub_name = parse_hub_name(wanted);
  if (!hub_name) throw Error(ErrorCode::model, "no such file or folder", wanted);
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
