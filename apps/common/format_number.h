#ifndef ALBERT_APPS_COMMON_FORMAT_NUMBER_H_
#define ALBERT_APPS_COMMON_FORMAT_NUMBER_H_

#include <cstdint>
#include <string>

namespace albert::apps {

/// "1,234,567"
std::string with_separators(std::int64_t number);

/// Three or four digits and a power of 1000: "999", "1.27 k", "47.3 M", "223.2 G".
std::string scaled(double number);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_FORMAT_NUMBER_H_
