#ifndef ALBERT_APPS_COMMON_TARGET_OPTIONS_H_
#define ALBERT_APPS_COMMON_TARGET_OPTIONS_H_

#include <string>
#include <vector>

#include <CLI/App.hpp>

namespace albert::apps {

/// Splits a comma list of words, in which a word may be the comma itself: "," is one word, and
/// ",,.,?" has the three words "," "." "?". False for an empty entry between two commas.
bool split_words(const std::string& list, std::vector<std::string>& words);

/// Adds --targets WORD,WORD and --target WORD; both may be repeated, and append to `words`.
void add_target_options(CLI::App& command, std::vector<std::string>& words);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_TARGET_OPTIONS_H_
