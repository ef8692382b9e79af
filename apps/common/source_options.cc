#include "common/source_options.h"

#include <system_error>

#include "common/model_locator.h"

namespace albert::apps {
namespace {

namespace fs = std::filesystem;

// Whether files of a TensorFlow checkpoint, perhaps not all, begin with this path.
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

void SourceOptions::add_to(CLI::App& command) {
  command
      .add_option(
          "source", name,
          "Folder, weight file, TensorFlow checkpoint (its prefix or .index), or a Hub name "
          "in the local cache")
      ->required();
  command
      .add_option("--config", files.config,
                  "config.json or albert_config.json, when it does not lie beside the weights")
      ->type_name("FILE");
}

std::filesystem::path SourceOptions::path() const {
  std::error_code ignored;
  const bool is_here = fs::exists(name, ignored) || is_checkpoint_prefix(name);
  return is_here ? fs::path(name) : locate_model(name).root;
}

ModelSource SourceOptions::open() const {
  ModelSource::Options options = files;
  if (!files.tokenizer.empty()) options.tokenizer = locate_tokenizer(files.tokenizer.string());
  return ModelSource::open(path(), options);
}

}  // namespace albert::apps
