// Compiled once per instruction set, each time with its own flags, its own ALBERT_ISA and its own
// name for Eigen (see CMakeLists.txt).
#include "kernels/isa/attention.h"
#include "kernels/isa/layer_norm.h"
#include "kernels/isa/products.h"
#include "kernels/kernel_table.h"
#if defined(__AMX_TILE__) || defined(ALBERT_EMULATED_AMX)
#include "kernels/isa/amx_attention.h"
#include "kernels/isa/amx_products.h"
#endif
#include "kernels/isa/bf16x3.h"  // of the engine for bf16, so behind those of tiles

namespace albert::kernels::ALBERT_ISA {
namespace {

#if defined(ALBERT_EMULATED_AMX)
constexpr bool kEmulated = true;
#else
constexpr bool kEmulated = false;
#endif

}  // namespace

extern const KernelTable kTable;
const KernelTable kTable = {
    .isa = kIsaName,
    .emulated = kEmulated,
    .native_bf16 = kNativeBf16,
    .products = {products<F32>(), products<Bf16>(), products<Int8>(), split_products()},
    .attention = {attentions<F32>(), attentions<Bf16>(), attentions<Int8>(), attentions<F32>()},
    .layer_norm = layer_norm,
};

}  // namespace albert::kernels::ALBERT_ISA
