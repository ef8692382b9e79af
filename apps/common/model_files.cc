#include "common/model_files.h"

#include <filesystem>
#include <system_error>

#include "albert/config/albert_config.h"
#include "albert/io/file_kind.h"
#include "albert/io/tensor_archive.h"
#include "common/builtin_model.h"
#include "common/model_locator.h"

namespace albert::apps {
namespace {

/// The tokenizer of a place: its folder's, or the file that was named when that is a tokenizer.
std::filesystem::path tokenizer_in(const ModelPlace& place) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(place.weights, ignored)) return place.folder;
  switch (recognize(place.weights)) {
    case FileKind::sentencepiece_model:
    case FileKind::sentencepiece_vocab:
    case FileKind::wordpiece_vocab:
    case FileKind::tokenizer_json:
      return place.weights;
    default:
      return place.folder;
  }
}

}  // namespace

AlbertModel load_model(const std::string& name, const AlbertModel::Options& options) {
  if (!names_builtin(name)) return AlbertModel::load(locate_model(name).weights, options);
  const BuiltinModel files = builtin_model();
  return AlbertModel(parse_config(files.config, "built-in config.json"),
                     open_safetensors_bytes(files.weights, "built-in model.safetensors"), options);
}

std::unique_ptr<Tokenizer> load_tokenizer(const std::string& name,
                                          std::optional<TokenizerClass> as) {
  if (!names_builtin(name)) return load_tokenizer_files(tokenizer_in(locate_model(name)), as);
  return Tokenizer::from_spiece(builtin_model().spiece, "built-in spiece.model");
}

std::unique_ptr<Tokenizer> load_tokenizer_files(const std::filesystem::path& source,
                                                std::optional<TokenizerClass> as) {
  try {
    return Tokenizer::load(source, as);
  } catch (const UnknownTokenizerClass& error) {
    throw Error(error.code(), error.problem(), error.where(),
                "--tokenizer-class albert (or bert) reads it all the same, as one of these");
  }
}

}  // namespace albert::apps
