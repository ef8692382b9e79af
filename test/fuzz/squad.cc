#include "train/data/squad.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "albert/base/error.h"
#include "albert/train/data/question_windows.h"
#include "memory_file.h"
#include "tokenizer/wordpiece_tokenizer.h"

namespace {

using namespace albert;

constexpr std::string_view kVocabulary =
    "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nb\nwho\nthe\nship\n##s\n##x\n.\n";
constexpr WindowOptions kWindow = {.tokens = 12, .overlap = 3};

/// Answers are where they say; windows fit, and their spans and words are within them.
void check(const train::LabelledText& question, const Tokenizer& tokenizer) {
  const std::string_view context = *question.pair;
  for (const train::LabelledAnswer& answer : question.answers) {
    if (answer.begin && !context.substr(*answer.begin).starts_with(answer.text)) std::abort();
  }
  const train::WindowedQuestion windowed = train::make_windows(question, tokenizer, kWindow);
  if (windowed.error.empty() == windowed.windows.empty()) std::abort();
  for (const train::QuestionWindow& window : windowed.windows) {
    const std::size_t size = window.input_ids.size();
    const bool learned = std::max(window.span.first, window.span.last) < size;
    const bool none = window.span.first == 0 && window.span.last == 0;
    const std::size_t end = window.begin + window.words.size();
    if (size > kWindow.tokens || window.token_type_ids.size() != size || end > size) std::abort();
    if (learned && !none &&
        (window.span.first < window.begin || window.span.last >= end ||
         window.span.first > window.span.last)) {
      std::abort();
    }
    for (const ByteRange& word : window.words) {
      if (word.begin > word.end || word.end > context.size()) std::abort();
    }
  }
}

}  // namespace

// The questions of a file in SQuAD's JSON, or the one of an object of the Hub's kind, become
// windows; anything else is refused.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const WordpieceTokenizer tokenizer(kVocabulary, "f",
                                            WordpieceTokenizer::default_settings());
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const fuzz::MemoryFile file(bytes);
  try {
    for (const train::LabelledText& question : train::read_squad(file.path(), {})) {
      check(question, tokenizer);
    }
  } catch (const Error&) {  // the only thing it may throw
  }
  try {
    check(train::parse_question(nlohmann::json::parse(bytes, nullptr, false)), tokenizer);
  } catch (const Error&) {
  }
  return 0;
}
