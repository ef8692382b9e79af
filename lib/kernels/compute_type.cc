#include "albert/kernels/compute_type.h"

#include <string>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/kernels/peak.h"

namespace albert {
namespace {

/// Less would be eaten up by the rounding of operands.
constexpr double kWorthwhileGain = 1.2;

}  // namespace

ComputeType parse_compute_type(std::string_view name, std::string_view isa, bool int8_weights) {
  if (name.empty()) name = int8_weights ? "auto" : "f32";
  if (name == "auto") {
    if (int8_weights) return ComputeType::int8;
    return bf16_gain(isa) > kWorthwhileGain ? ComputeType::bf16 : ComputeType::f32;
  }
  if (const auto type = value_named<ComputeType>(name)) return *type;
  throw Error(ErrorCode::usage, "unknown compute type '" + std::string(name) + "'", {},
              fmt::format("{} or auto", fmt::join(value_names<ComputeType>(), ", ")));
}

}  // namespace albert
