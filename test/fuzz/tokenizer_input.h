#ifndef ALBERT_TEST_FUZZ_TOKENIZER_INPUT_H_
#define ALBERT_TEST_FUZZ_TOKENIZER_INPUT_H_

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "albert/tokenizer/tokenizer.h"
#include "tokenizer/tokenizer_settings.h"

namespace albert::fuzz {

/// A fuzzer's bytes: one of options, one for the length of a text, the text, the vocabulary file.
struct TokenizerInput {
  unsigned options = 0;
  std::string_view text;
  std::string_view vocabulary;

  TokenizerInput(const std::uint8_t* data, std::size_t size) {
    std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (size < 2) return;
    options = data[0];
    text = bytes.substr(2, data[1]);
    vocabulary = bytes.substr(2 + text.size());
  }

  void apply_options(TokenizerSettings& settings) const {
    settings.lower_case = (options & 1U) != 0;
    settings.keep_accents = (options & 2U) != 0;
    settings.remove_space = (options & 4U) != 0;
    settings.chinese_characters = (options & 8U) != 0;
    settings.basic_tokenize = (options & 16U) != 0;
    if ((options & 32U) != 0) settings.strip_accents = (options & 64U) != 0;
  }
};

/// Encodes and decodes; aborts when an id or an offset is out of bounds.
inline void exercise(const Tokenizer& tokenizer, std::string_view text) {
  const std::string_view second = text.substr(text.size() / 2);
  const Encoding encoding = tokenizer.encode(text, second, {.max_length = 64});
  for (std::size_t i = 0; i < encoding.size(); ++i) {
    const auto id = static_cast<std::size_t>(encoding.input_ids[i]);
    const std::string_view source = encoding.token_type_ids[i] == 0 ? text : second;
    const ByteRange range = encoding.offsets[i];
    if (id >= tokenizer.vocab_size()) std::abort();
    if (range.begin > range.end || range.end > source.size()) std::abort();
  }
  tokenizer.decode(encoding.input_ids);
  tokenizer.decode(encoding.input_ids, {.skip_special_tokens = true, .clean_up_spaces = false});
  tokenizer.find(text);
}

}  // namespace albert::fuzz

#endif  // ALBERT_TEST_FUZZ_TOKENIZER_INPUT_H_
