#include "common/format_number.h"

#include <cmath>

#include <fmt/core.h>

namespace albert::apps {

std::string with_separators(std::int64_t number) {
  std::string digits = fmt::format("{}", number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

std::string scaled(double number) {
  constexpr const char* kUnits[] = {"", " k", " M", " G", " T", " P", " E"};
  std::size_t unit = 0;
  while (std::abs(number) >= 999.95 && unit + 1 < std::size(kUnits)) {
    number /= 1000;
    ++unit;
  }
  const int decimals = unit == 0 ? 0 : std::abs(number) < 9.995 ? 2 : 1;
  return fmt::format("{:.{}f}{}", number, decimals, kUnits[unit]);
}

}  // namespace albert::apps
