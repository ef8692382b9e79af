#include "common/model_files.h"

#include "albert/config/albert_config.h"
#include "albert/io/tensor_archive.h"
#include "common/builtin_model.h"
#include "common/model_locator.h"

namespace albert::apps {

AlbertModel load_model(const std::string& name, const AlbertModel::Options& options) {
  if (!names_builtin(name)) return AlbertModel::load(locate_model(name).weights, options);
  const BuiltinModel files = builtin_model();
  return AlbertModel(parse_config(files.config, "built-in config.json"),
                     open_safetensors_bytes(files.weights, "built-in model.safetensors"), options);
}

std::unique_ptr<Tokenizer> load_tokenizer(const std::string& name) {
  if (!names_builtin(name)) return Tokenizer::load(locate_model(name).folder);
  return Tokenizer::from_spiece(builtin_model().spiece, "built-in spiece.model");
}

}  // namespace albert::apps
