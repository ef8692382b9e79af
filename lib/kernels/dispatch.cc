#include "kernels/dispatch.h"

#include <array>
#include <cstdlib>
#include <string>

#include "albert/base/error.h"
#include "albert/kernels/isa.h"
#include "albert/kernels/peak.h"
#include "kernels/isa_list.h"
#include "kernels/kernel_table.h"
#include "kernels/processor.h"

namespace albert {
namespace kernels {

#define ALBERT_DECLARE(set, test, training) \
  namespace set {                           \
  extern const KernelTable kTable;          \
  }
ALBERT_ISA_LIST(ALBERT_DECLARE)

namespace {

#define ALBERT_TABLE(set, test, training) &set::kTable,
constexpr auto kTables = std::to_array<const KernelTable*>({ALBERT_ISA_LIST(ALBERT_TABLE)});

/// Which sets run here, in the order of kTables.
const std::array<bool, kTables.size()>& runs_here() {
#define ALBERT_TEST(set, test, training) test(),
  static const std::array<bool, kTables.size()> results = {ALBERT_ISA_LIST(ALBERT_TEST)};
  return results;
}

}  // namespace

std::size_t isa_index(std::string_view isa) {
  for (std::size_t i = 0; i < kTables.size(); ++i) {
    if (kTables[i]->isa == isa && runs_here()[i]) return i;
  }
  std::string known;
  for (const std::string_view name : available_isas()) {
    known.append(known.empty() ? "" : ", ").append(name);
  }
  throw Error(ErrorCode::usage, "instruction set \"" + std::string(isa) + "\" is not available",
              "ALBERT_ISA", "this program on this machine has " + known);
}

const KernelTable& kernel_table(std::string_view isa) {
  return *kTables[isa_index(isa)];
}

}  // namespace kernels

std::vector<std::string_view> available_isas() {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < kernels::kTables.size(); ++i) {
    if (kernels::runs_here()[i]) names.push_back(kernels::kTables[i]->isa);
  }
  return names;
}

bool is_emulated(std::string_view isa) {
  return kernels::kernel_table(isa).emulated;
}

std::string_view default_isa() {
  const char* asked = std::getenv("ALBERT_ISA");
  if (asked != nullptr && *asked != '\0') return kernels::kernel_table(asked).isa;
  for (const std::string_view name : available_isas()) {
    if (bf16_gain(name) >= 1) return name;
  }
  return available_isas().back();
}

}  // namespace albert
