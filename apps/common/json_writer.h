#ifndef ALBERT_APPS_COMMON_JSON_WRITER_H_
#define ALBERT_APPS_COMMON_JSON_WRITER_H_

#include <concepts>
#include <span>
#include <string>
#include <string_view>

namespace albert::apps {

/// Appends JSON to a string, value by value. Numbers are the shortest decimals that parse to the
/// same float or double; values that are not finite become null. Strings may hold any bytes:
/// invalid UTF-8 becomes U+FFFD. Commas are added automatically; the caller opens and closes
/// objects and lists.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(float number);
  JsonWriter& value(double number);
  JsonWriter& value(std::integral auto number) {
    if constexpr (std::same_as<decltype(number), bool>) return raw(number ? "true" : "false");
    return raw(std::to_string(number));
  }
  template <typename T>
  JsonWriter& value(std::span<const T> items) {
    begin_array();
    for (const T& item : items) value(item);
    return end_array();
  }

  /// Appends a value that is already JSON.
  JsonWriter& raw(std::string_view json);

  template <typename T>
  JsonWriter& member(std::string_view name, const T& item) {
    return key(name).value(item);
  }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();
  void append_string(std::string_view text);

  std::string& out_;
  bool comma_ = false;  // the next key or value follows another
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_JSON_WRITER_H_
