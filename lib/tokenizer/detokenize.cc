#include "tokenizer/detokenize.h"

#include <array>
#include <utility>

#include "tokenizer/unicode.h"

namespace albert {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  std::size_t found = text.find(from);
  if (found == std::string::npos) return;
  std::string result;
  std::size_t begin = 0;
  for (; found != std::string::npos; found = text.find(from, begin)) {
    result.append(text, begin, found - begin).append(to);
    begin = found + from.size();
  }
  result.append(text, begin);
  text = std::move(result);
}

void strip_spaces(std::string& text) {
  // Begin and end of the text without white space.
  std::size_t first = text.size(), last = text.size();
  for (std::size_t i = 0; i < text.size();) {
    const DecodedCharacter c = decode_utf8(text, i);
    i += c.length;
    if (is_space(c.code_point)) continue;
    if (first == text.size()) first = i - c.length;
    last = i;
  }
  text.erase(last);
  text.erase(0, first);
}

void clean_up_spaces(std::string& text) {
  using Rule = std::pair<std::string_view, std::string_view>;
  constexpr std::array<Rule, 10> kRules{{{" .", "."},
                                         {" ?", "?"},
                                         {" !", "!"},
                                         {" ,", ","},
                                         {" ' ", "'"},
                                         {" n't", "n't"},
                                         {" 'm", "'m"},
                                         {" 's", "'s"},
                                         {" 've", "'ve"},
                                         {" 're", "'re"}}};
  for (const auto& [from, to] : kRules) replace_all(text, from, to);
}

}  // namespace albert
