#ifndef ALBERT_APPS_COMMON_JSON_SPLITTER_H_
#define ALBERT_APPS_COMMON_JSON_SPLITTER_H_

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace albert::apps {

/// The objects of JSON that is not one object a line: an array of objects, or objects over several
/// lines, whatever stands on a line. Lines go in, objects come out. After what is no JSON it goes
/// on at the next line.
class JsonSplitter {
 public:
  struct Item {
    std::string text;  ///< an object, or what stands where one should
    std::size_t line;  ///< where it begins
  };

  void add(std::string_view line, std::size_t number);
  /// No line follows: what is not complete becomes an item.
  void end();

  /// The next complete item, if there is one.
  std::optional<Item> next();

 private:
  void complete();

  std::deque<Item> items_;
  Item item_ = {};         // that is being read
  std::size_t depth_ = 0;  // brackets open in it
  bool in_string_ = false;
  bool escaped_ = false;
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_JSON_SPLITTER_H_
