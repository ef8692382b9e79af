#include "common/version.h"

#include <fmt/format.h>

#include "albert/kernels/isa.h"
#include "common/build_info.h"

namespace albert::apps {

std::string version_text() {
  return fmt::format(
      "albert {}\n"
      "build: {}, {}\n"
      "instruction set: {} (available here: {})\n"
      "libraries: {}",
      kVersion, kBuildType, kCompiler, default_isa(), fmt::join(available_isas(), ", "),
      kLibraries);
}

}  // namespace albert::apps
