#include "common/offset_options.h"

#include "common/arguments.h"
#include "common/utf8.h"

namespace albert::apps {

void add_offset_option(CLI::App& command, OffsetUnit& unit) {
  add_choice(command, "--offsets", unit, "What start and end count: bytes of UTF-8, or characters")
      ->group("Output");
}

OffsetCounter::OffsetCounter(std::string_view text, OffsetUnit unit) {
  if (unit == OffsetUnit::bytes) return;
  chars_before_.reserve(text.size() + 1);
  std::size_t chars = 0;
  while (!text.empty()) {
    const std::size_t length = first_character(text);
    chars_before_.insert(chars_before_.end(), length, chars);
    text.remove_prefix(length);
    ++chars;
  }
  chars_before_.push_back(chars);
}

}  // namespace albert::apps
