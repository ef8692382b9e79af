#include "common/model_files.h"

#include <filesystem>
#include <system_error>

#include "albert/io/file_kind.h"
#include "albert/io/safetensors.h"
#include "albert/kernels/isa.h"
#include "common/builtin_model.h"
#include "common/model_locator.h"

namespace albert::apps {
namespace {

/// The tokenizer of a location: that of its folder, or the named file if it is a tokenizer.
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

ModelSource open_model(const std::string& name) {
  if (!names_builtin(name)) return ModelSource::open(locate_model(name).root);
  const BuiltinModel files = builtin_model();
  return ModelSource(open_safetensors_bytes(files.weights, "built-in model.safetensors"),
                     files.config, "built-in config.json");
}

AlbertModel load_model(const ModelSource& source, std::string_view dtype,
                       AlbertModel::Options options) {
  options.compute_type = parse_compute_type(
      dtype, options.isa.empty() ? default_isa() : options.isa, source.stores_int8());
  return AlbertModel(source, options);
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
