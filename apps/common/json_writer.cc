#include "common/json_writer.h"

#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "common/utf8.h"

namespace albert::apps {
namespace {

template <typename Number>
std::string shortest(Number number) {
  if (!std::isfinite(number)) return "null";
  std::string text = fmt::format("{}", number);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

bool needs_escape(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\' || c == 0x7F;
}

void append_escape(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", c);
  }
}

}  // namespace

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  append_string(name);
  out_ += ": ";
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  separate();
  append_string(text);
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(float number) {
  return raw(shortest(number));
}

JsonWriter& JsonWriter::value(double number) {
  return raw(shortest(number));
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  out_ += json;
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  out_ += bracket;
  comma_ = true;
  return *this;
}

void JsonWriter::separate() {
  if (comma_) out_ += ", ";
}

void JsonWriter::append_string(std::string_view text) {
  out_ += '"';
  for (;;) {
    std::size_t plain = 0;
    while (plain < text.size() && !needs_escape(text[plain])) ++plain;
    append_valid_utf8(out_, text.substr(0, plain));
    if (plain == text.size()) break;
    append_escape(out_, text[plain]);
    text.remove_prefix(plain + 1);
  }
  out_ += '"';
}

}  // namespace albert::apps
