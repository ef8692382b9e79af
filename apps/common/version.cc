#include "common/version.h"

#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "albert/kernels/isa.h"
#include "common/build_info.h"

namespace albert::apps {

std::string version_text() {
  std::vector<std::string_view> isas = available_isas();
  std::erase_if(isas, is_emulated);
  return fmt::format(
      "albert {}\n"
      "build: {}, {}\n"
      "instruction set: {} (available here: {})\n"
      "libraries: {}",
      kVersion, kBuildType, kCompiler, default_isa(), fmt::join(isas, ", "), kLibraries);
}

}  // namespace albert::apps
