#include "common/json_splitter.h"

#include <utility>

namespace albert::apps {
namespace {

/// Characters between objects: spaces, and the brackets and commas of the array.
constexpr std::string_view kBetween = " \t\r,[]";

}  // namespace

void JsonSplitter::complete() {
  items_.push_back(std::exchange(item_, {}));
  depth_ = 0;
  in_string_ = escaped_ = false;
}

void JsonSplitter::add(std::string_view line, std::size_t number) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (depth_ == 0) {
      if (kBetween.find(c) != kBetween.npos) continue;
      item_.line = number;
      if (c != '{') {  // not an object
        item_.text = line.substr(i);
        complete();
        return;
      }
    }
    item_.text += c;
    if (in_string_) {
      if (escaped_) {
        escaped_ = false;
      } else if (c == '\\') {
        escaped_ = true;
      } else if (c == '"') {
        in_string_ = false;
      }
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if ((c == '}' || c == ']') && --depth_ == 0) {
      complete();
    }
  }
  if (depth_ == 0) return;
  if (in_string_) {  // a line break in a string
    complete();
  } else {
    item_.text += '\n';
  }
}

void JsonSplitter::end() {
  if (depth_ > 0) complete();
}

std::optional<JsonSplitter::Item> JsonSplitter::next() {
  if (items_.empty()) return std::nullopt;
  Item item = std::move(items_.front());
  items_.pop_front();
  return item;
}

}  // namespace albert::apps
