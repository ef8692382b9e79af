#ifndef ALBERT_TASKS_WORDS_H_
#define ALBERT_TASKS_WORDS_H_

#include <string_view>
#include <vector>

#include "albert/tokenizer/tokenizer.h"

namespace albert {

/// The words of a text: its longest runs without white space (what Python's str.split() returns),
/// in order.
std::vector<ByteRange> find_words(std::string_view text);

}  // namespace albert

#endif  // ALBERT_TASKS_WORDS_H_
