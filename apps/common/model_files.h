#ifndef ALBERT_APPS_COMMON_MODEL_FILES_H_
#define ALBERT_APPS_COMMON_MODEL_FILES_H_

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "albert/model/albert_model.h"
#include "albert/tokenizer/tokenizer.h"

namespace albert::apps {

/// Load what --model names: the built-in model from the program itself, others from where
/// locate_model() finds them. `as` is what --tokenizer-class says. Throw Error as locate_model,
/// AlbertModel::load and Tokenizer::load do.
AlbertModel load_model(const std::string& name, const AlbertModel::Options& options);
std::unique_ptr<Tokenizer> load_tokenizer(const std::string& name,
                                          std::optional<TokenizerClass> as = std::nullopt);

/// Tokenizer::load, naming --tokenizer-class where that would help.
std::unique_ptr<Tokenizer> load_tokenizer_files(const std::filesystem::path& source,
                                                std::optional<TokenizerClass> as);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_MODEL_FILES_H_
