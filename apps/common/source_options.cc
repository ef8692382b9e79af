#include "common/source_options.h"

#include "common/model_locator.h"

namespace albert::apps {
void SourceOptions::add_to(CLI::App& command) {
  command
      .add_option(
          "source", name,
          "Folder, weight file, TensorFlow checkpoint (its prefix or .index), or a Hub name "
          "in the local cache")
      ->required();
  command
      .add_option("--config", files.config,
                  "config.json or albert_config.json, if it is not in the folder of the weights")
      ->type_name("FILE");
}

std::filesystem::path SourceOptions::path() const {
  return locate_model(name).root;
}

ModelSource SourceOptions::open() const {
  ModelSource::Options options = files;
  if (!files.tokenizer.empty()) options.tokenizer = locate_tokenizer(files.tokenizer.string());
  try {
    return ModelSource::open(path(), options);
  } catch (const MissingConfig& error) {
    throw Error(error.code(), error.problem(), error.where(), "give one with --config");
  }
}

}  // namespace albert::apps
