#ifndef ALBERT_TOKENIZER_TOKENIZER_FILES_H_
#define ALBERT_TOKENIZER_TOKENIZER_FILES_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

#include "albert/tokenizer/tokenizer.h"

namespace albert {

/// File formats of a vocabulary.
enum class VocabularyFormat : std::uint8_t {
  sentencepiece,  ///< spiece.model
  wordpieces,     ///< vocab.txt
  json,           ///< tokenizer.json
};

/// The name of such a file in a model folder.
std::string_view file_name(VocabularyFormat format) noexcept;

/// The vocabulary file of a tokenizer. Its settings are in the same folder.
struct VocabularyFile {
  std::filesystem::path path;
  VocabularyFormat format = VocabularyFormat::sentencepiece;
};

/// The vocabulary of a folder, or a vocabulary file. If there are several, the one for the folder's
/// tokenizer_class (or `as`) is taken; spiece.model and vocab.txt precede tokenizer.json, unless
/// the class reads only tokenizer.json. Throws UnknownTokenizerClass for the class of another
/// model, and Error{model} without a vocabulary.
VocabularyFile find_vocabulary(const std::filesystem::path& source,
                               std::optional<TokenizerClass> as);

}  // namespace albert

#endif  // ALBERT_TOKENIZER_TOKENIZER_FILES_H_
