#ifndef ALBERT_APPS_COMMON_VERSION_H_
#define ALBERT_APPS_COMMON_VERSION_H_

#include <string>

namespace albert::apps {

/// The output of `albert --version`: version, build, instruction set, library versions.
std::string version_text();

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_VERSION_H_
