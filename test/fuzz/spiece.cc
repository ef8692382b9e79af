#include "albert/base/error.h"
#include "tokenizer/sentencepiece_tokenizer.h"
#include "tokenizer_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace albert;
  const fuzz::TokenizerInput input(data, size);
  TokenizerSettings settings = SentencepieceTokenizer::default_settings();
  input.apply_options(settings);
  try {
    fuzz::exercise(SentencepieceTokenizer(input.vocabulary, "f", settings), input.text);
  } catch (const Error&) {  // the only thing it may throw
  }
  return 0;
}
