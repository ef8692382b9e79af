#include <algorithm>
#include <map>

#include "albert/train/evaluation/metrics.h"

namespace albert::train {
namespace {

constexpr std::string_view kPunctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
constexpr std::string_view kSpaces = " \t\n\v\f\r";

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; (at = text.find_first_not_of(kSpaces, at)) != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(kSpaces, at), text.size());
    words.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

std::vector<std::string> normalized_words(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (kPunctuation.find(c) != std::string_view::npos) continue;
    plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  std::vector<std::string> words = words_of(plain);
  std::erase_if(
      words, [](const std::string& word) { return word == "a" || word == "an" || word == "the"; });
  return words;
}

}  // namespace

std::string normalized_answer(std::string_view text) {
  std::string normalized;
  for (const std::string& word : normalized_words(text)) {
    normalized += (normalized.empty() ? "" : " ") + word;
  }
  return normalized;
}

bool exact_match(std::string_view prediction, std::string_view answer) {
  return normalized_answer(prediction) == normalized_answer(answer);
}

double word_f1(std::string_view prediction, std::string_view answer) {
  const std::vector<std::string> predicted = normalized_words(prediction);
  const std::vector<std::string> wanted = normalized_words(answer);
  std::map<std::string, std::size_t> left;
  for (const std::string& word : wanted) ++left[word];
  PrecisionRecall words = {.predicted = predicted.size(), .labelled = wanted.size()};
  for (const std::string& word : predicted) {
    const auto found = left.find(word);
    if (found == left.end() || found->second == 0) continue;
    --found->second;
    ++words.correct;
  }
  return words.f1();
}

}  // namespace albert::train
