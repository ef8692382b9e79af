#include "albert/base/error.h"
#include "tokenizer/wordpiece_tokenizer.h"
#include "tokenizer_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace albert;
  const fuzz::TokenizerInput input(data, size);
  TokenizerSettings settings = WordpieceTokenizer::default_settings();
  input.apply_options(settings);
  try {
    fuzz::exercise(WordpieceTokenizer(input.vocabulary, "f", settings), input.text);
  } catch (const Error&) {  // the only thing it may throw
  }
  return 0;
}
