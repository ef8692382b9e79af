#include "common/version.h"

#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "albert/kernels/compute_type.h"
#include "albert/kernels/isa.h"
#include "common/build_info.h"

namespace albert::apps {

std::string version_text() {
  std::vector<std::string_view> isas = available_isas();
  std::erase_if(isas, is_emulated);
  const std::string_view isa = default_isa();
  // Without the measured rate, so that the text is the same in every run.
  const ComputeType automatic = parse_compute_type("auto", isa, false);
  return fmt::format(
      "albert {}\n"
      "build: {}, {}\n"
      "instruction set: {} (available here: {})\n"
      "dtype auto: {} (bf16 is {}more than 1.2 times as fast as f32, as measured)\n"
      "libraries: {}",
      kVersion, kBuildType, kCompiler, isa, fmt::join(isas, ", "), to_string(automatic),
      automatic == ComputeType::bf16 ? "" : "not ", kLibraries);
}

}  // namespace albert::apps
