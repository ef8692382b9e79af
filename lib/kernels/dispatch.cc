#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

#include "albert/base/error.h"
#include "albert/kernels/isa.h"
#include "kernels/kernel_table.h"

namespace albert {
namespace kernels {

namespace baseline {
extern const KernelTable kTable;
}
#if defined(__x86_64__)
namespace avx2 {
extern const KernelTable kTable;
}
namespace avx512 {
extern const KernelTable kTable;
}
namespace avx512_vnni {
extern const KernelTable kTable;
}
namespace avx512_bf16 {
extern const KernelTable kTable;
}
#endif

namespace {

struct Candidate {
  std::string_view isa;
  const KernelTable* table;
  bool (*runs_here)() noexcept;
};

bool always() noexcept {
  return true;
}

#if defined(__x86_64__)
bool has_avx2() noexcept {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
         __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}

bool has_avx512() noexcept {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
}

bool has_avx512_vnni() noexcept {
  return has_avx512() && __builtin_cpu_supports("avx512vnni");
}

bool has_avx512_bf16() noexcept {
  return has_avx512_vnni() && __builtin_cpu_supports("avx512bf16");
}

constexpr std::array<Candidate, 5> kCandidates = {
    {{"avx512_bf16", &avx512_bf16::kTable, has_avx512_bf16},
     {"avx512_vnni", &avx512_vnni::kTable, has_avx512_vnni},
     {"avx512", &avx512::kTable, has_avx512},
     {"avx2", &avx2::kTable, has_avx2},
     {"baseline", &baseline::kTable, always}}};
#else
constexpr std::array<Candidate, 1> kCandidates = {{{"baseline", &baseline::kTable, always}}};
#endif

}  // namespace

const KernelTable& kernel_table(std::string_view isa) {
  for (const Candidate& candidate : kCandidates) {
    if (candidate.isa == isa && candidate.runs_here()) return *candidate.table;
  }
  std::string known;
  for (const std::string_view name : available_isas()) {
    known.append(known.empty() ? "" : ", ").append(name);
  }
  throw Error(ErrorCode::usage, "instruction set \"" + std::string(isa) + "\" is not available",
              "ALBERT_ISA", "this program on this machine has " + known);
}

}  // namespace kernels

std::vector<std::string_view> available_isas() {
  std::vector<std::string_view> names;
  for (const auto& candidate : kernels::kCandidates) {
    if (candidate.runs_here()) names.push_back(candidate.isa);
  }
  return names;
}

std::string_view default_isa() {
  const char* asked = std::getenv("ALBERT_ISA");
  if (asked == nullptr || *asked == '\0') return available_isas().front();
  return kernels::kernel_table(asked).isa;
}

}  // namespace albert
