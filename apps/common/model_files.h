#ifndef ALBERT_APPS_COMMON_MODEL_FILES_H_
#define ALBERT_APPS_COMMON_MODEL_FILES_H_

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "albert/model/albert_model.h"
#include "albert/source/model_source.h"
#include "albert/tokenizer/tokenizer.h"

namespace albert::apps {

/// Open what --model names: the built-in model from the program itself, others from where
/// locate_model() finds them. `as` is what --tokenizer-class says. Throw Error as locate_model,
/// ModelSource::open and Tokenizer::load do.
ModelSource open_model(const std::string& name);
std::unique_ptr<Tokenizer> load_tokenizer(const std::string& name,
                                          std::optional<TokenizerClass> as = std::nullopt);

/// Tokenizer::load, naming --tokenizer-class where that would help.
std::unique_ptr<Tokenizer> load_tokenizer_files(const std::filesystem::path& source,
                                                std::optional<TokenizerClass> as);

/// Prepares a model to run. `dtype` is a name that parse_compute_type() takes, and decides
/// options.compute_type.
AlbertModel load_model(const ModelSource& source, std::string_view dtype,
                       AlbertModel::Options options);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_MODEL_FILES_H_
