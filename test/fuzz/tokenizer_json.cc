#include "albert/base/error.h"
#include "tokenizer/json/json_tokenizer.h"
#include "tokenizer_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace albert;
  const fuzz::TokenizerInput input(data, size);
  try {
    fuzz::exercise(JsonTokenizer(input.vocabulary, "f", TokenizerSettings()), input.text);
  } catch (const Error&) {  // the only thing it may throw
  }
  return 0;
}
