#ifndef ALBERT_TEST_SUPPORT_TOY_TEXT_H_
#define ALBERT_TEST_SUPPORT_TOY_TEXT_H_

#include <filesystem>
#include <string>

#include "support/temp_dir.h"

namespace albert::test {

/// A language of numbered words, small enough to learn by heart in seconds: document d counts
/// upwards through words of its own, five a sentence, so both a hidden word and the order of two
/// sentences differ from their surroundings.
struct ToyText {
  static constexpr int kDocuments = 6;
  static constexpr int kSentences = 6;
  static constexpr int kWords = 5;
  static constexpr int kPieces = 5 + kDocuments * kSentences * kWords + 1;

  /// Writes vocab.txt and text.txt into `dir`.
  explicit ToyText(const TempDir& dir) : tokenizer(dir.path()) {
    std::string vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n";
    std::string content;
    for (int d = 0; d < kDocuments; ++d) {
      for (int s = 0; s < kSentences; ++s) {
        for (int w = 0; w < kWords; ++w) {
          const std::string word = "d" + std::to_string(d) + "w" + std::to_string(s * kWords + w);
          vocabulary += word + "\n";
          content += word + (w + 1 == kWords ? "\n" : " ");
        }
      }
      content += "\n";
    }
    dir.write("vocab.txt", vocabulary + "##s\n");
    text = dir.write("text.txt", content);
  }

  std::filesystem::path tokenizer;  ///< folder of vocab.txt
  std::filesystem::path text;
};

}  // namespace albert::test

#endif  // ALBERT_TEST_SUPPORT_TOY_TEXT_H_
