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

/// Open the model of --model: the built-in one from the program, others at the path of
/// locate_model(). `as` is the value of --tokenizer-class. Throw Error as locate_model,
/// ModelSource::open and Tokenizer::load do.
ModelSource open_model(const std::string& name);
std::unique_ptr<Tokenizer> load_tokenizer(const std::string& name,
                                          std::optional<TokenizerClass> as = std::nullopt);

/// Tokenizer::load, with --tokenizer-class as a hint for an unknown class.
std::unique_ptr<Tokenizer> load_tokenizer_files(const std::filesystem::path& source,
                                                std::optional<TokenizerClass> as);

/// Loads a model. `dtype` is a name for parse_compute_type() and determines options.compute_type.
AlbertModel load_model(const ModelSource& source, std::string_view dtype,
                       AlbertModel::Options options);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_MODEL_FILES_H_
