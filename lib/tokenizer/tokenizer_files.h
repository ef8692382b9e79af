#ifndef ALBERT_TOKENIZER_TOKENIZER_FILES_H_
#define ALBERT_TOKENIZER_TOKENIZER_FILES_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

#include "albert/tokenizer/tokenizer.h"

namespace albert {

/// The forms that a vocabulary is stored in.
enum class VocabularyFormat : std::uint8_t {
  sentencepiece,  ///< spiece.model
  wordpieces,     ///< vocab.txt
  json,           ///< tokenizer.json
};

/// What such a file is called in a model folder.
std::string_view file_name(VocabularyFormat format) noexcept;

/// The file that holds a tokenizer's vocabulary. Its settings lie beside it.
struct VocabularyFile {
  std::filesystem::path path;
  VocabularyFormat format = VocabularyFormat::sentencepiece;
};

/// The vocabulary that a folder holds or a file is. Of several the one that the folder's
/// tokenizer_class (or `as`) reads is taken; spiece.model and vocab.txt before tokenizer.json,
/// unless the class is one that reads tokenizer.json only. Throws UnknownTokenizerClass for the
/// class of another model, and Error{model} when there is no vocabulary.
VocabularyFile find_vocabulary(const std::filesystem::path& source,
                               std::optional<TokenizerClass> as);

}  // namespace albert

#endif  // ALBERT_TOKENIZER_TOKENIZER_FILES_H_
