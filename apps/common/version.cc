#include "common/version.h"

#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "albert/kernels/isa.h"
#include "albert/kernels/peak.h"
#include "common/build_info.h"

namespace albert::apps {

std::string version_text() {
  std::vector<std::string_view> isas = available_isas();
  std::erase_if(isas, is_emulated);
  const std::string_view isa = default_isa();
  return fmt::format(
      "albert {}\n"
      "build: {}, {}\n"
      "instruction set: {} (available here: {})\n"
      "dtype auto: {} (bf16 measured at {:.1f} times the rate of f32)\n"
      "libraries: {}",
      kVersion, kBuildType, kCompiler, isa, fmt::join(isas, ", "),
      to_string(parse_compute_type("auto", isa, false)), bf16_gain(isa), kLibraries);
}

}  // namespace albert::apps
