// Compiled once per instruction set, each time with its own flags, its own ALBERT_ISA and its own
// name for Eigen (see CMakeLists.txt).
#include "kernels/isa/attention.h"
#include "kernels/isa/layer_norm.h"
#include "kernels/isa/linear.h"
#include "kernels/isa/peak.h"
#include "kernels/kernel_table.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

template <typename Format>
constexpr decltype(ProductKernels::pack_quantized) quantized_packing() {
  if constexpr (Format::kScaled) return pack_quantized<Format>;
  return nullptr;
}

template <typename Format>
constexpr ProductKernels products() {
  return {.group = Format::kGroup,
          .left_stride = left_stride<Format>,
          .pack = pack_weights<Format>,
          .pack_quantized = quantized_packing<Format>(),
          .encode = encode_rows<Format>,
          .linear = linear<Format>,
          .burn = burn<Format>,
          .burn_operations = burn_operations<Format>()};
}

template <typename Format>
constexpr AttentionKernels attentions() {
  return {.run = attention<Format>, .scratch_bytes = attention_scratch<Format>};
}

// int8 leaves attention to the cheapest format that has a fraction.
using FractionsBesideInt8 = std::conditional_t<kNativeBf16, Bf16, F32>;

}  // namespace

extern const KernelTable kTable;
const KernelTable kTable = {
    .isa = kIsaName,
    .native_bf16 = kNativeBf16,
    .panel_width = kPanel,
    .tile_rows = kTileRows,
    .products = {products<F32>(), products<Bf16>(), products<Int8>()},
    .attention = {attentions<F32>(), attentions<Bf16>(), attentions<FractionsBesideInt8>()},
    .layer_norm = layer_norm,
};

}  // namespace albert::kernels::ALBERT_ISA
