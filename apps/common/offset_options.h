#ifndef ALBERT_APPS_COMMON_OFFSET_OPTIONS_H_
#define ALBERT_APPS_COMMON_OFFSET_OPTIONS_H_

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include <CLI/App.hpp>

#include "albert/base/named_values.h"

namespace albert::apps {

/// What offsets into a text count.
enum class OffsetUnit { bytes, chars };
constexpr auto named_values(OffsetUnit) {
  return std::to_array<NamedValue<OffsetUnit>>(
      {{OffsetUnit::bytes, "bytes"}, {OffsetUnit::chars, "chars"}});
}

/// Adds --offsets.
void add_offset_option(CLI::App& command, OffsetUnit& unit);

/// Byte offsets of one text in the unit that the user wants. Characters are code points; a byte of
/// invalid UTF-8 counts as one.
class OffsetCounter {
 public:
  OffsetCounter(std::string_view text, OffsetUnit unit);

  std::size_t operator()(std::size_t byte) const noexcept {
    return chars_before_.empty() ? byte : chars_before_[byte];
  }

 private:
  std::vector<std::size_t> chars_before_;  // [bytes + 1]; empty: bytes are wanted
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_OFFSET_OPTIONS_H_
