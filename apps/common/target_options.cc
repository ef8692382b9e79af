#include "common/target_options.h"

#include <algorithm>

namespace albert::apps {

bool split_words(const std::string& list, std::vector<std::string>& words) {
  for (std::size_t at = 0; at < list.size();) {
    const bool is_comma = list[at] == ',';
    const std::size_t end = is_comma ? at + 1 : std::min(list.find(',', at), list.size());
    if (end < list.size() && list[end] != ',') return false;
    words.push_back(list.substr(at, end - at));
    at = end + 1;
  }
  return true;
}

void add_target_options(CLI::App& command, std::vector<std::string>& words) {
  command
      .add_option(
          "--targets",
          [&words](const CLI::results_t& lists) {
            for (const std::string& list : lists) {
              if (split_words(list, words)) continue;
              throw CLI::ValidationError(
                  "--targets", "'" + list +
                                   "' has an empty entry between two commas; the comma itself is "
                                   "--target ,");
            }
            return true;
          },
          "Score only these words; an empty entry is the comma itself: ',,.,?'")
      ->expected(1)
      ->take_all()
      ->type_name("WORD,WORD");
  command
      .add_option(
          "--target",
          [&words](const CLI::results_t& given) {
            words.insert(words.end(), given.begin(), given.end());
            return true;
          },
          "Score this word, which may contain commas; may be repeated")
      ->expected(1)
      ->take_all()
      ->type_name("WORD");
}

}  // namespace albert::apps
