#ifndef ALBERT_APPS_COMMON_JSON_SPLITTER_H_
#define ALBERT_APPS_COMMON_JSON_SPLITTER_H_

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace albert::apps {

/// Splits JSON that is not one object per line into objects: an array of objects, or objects over
/// several lines. The input is given line by line. After invalid JSON it continues at the next
/// line.
class JsonSplitter {
 public:
  struct Item {
    std::string text;  ///< an object, or invalid text
    std::size_t line;  ///< where it begins
  };

  void add(std::string_view line, std::size_t number);
  /// Ends the input; an incomplete object becomes an item.
  void end();

  /// The next complete item, if any.
  std::optional<Item> next();

 private:
  void complete();

  std::deque<Item> items_;
  Item item_ = {};         // current item
  std::size_t depth_ = 0;  // its open brackets
  bool in_string_ = false;
  bool escaped_ = false;
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_JSON_SPLITTER_H_
