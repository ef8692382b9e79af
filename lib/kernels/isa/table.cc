// Compiled once per instruction set, each time with its own flags, its own ALBERT_ISA and its own
// name for Eigen (see CMakeLists.txt).
#include "kernels/isa/attention.h"
#include "kernels/isa/gemm.h"
#include "kernels/isa/layer_norm.h"
#include "kernels/kernel_table.h"

#define ALBERT_STRING_(x) #x
#define ALBERT_STRING(x) ALBERT_STRING_(x)

namespace albert::kernels::ALBERT_ISA {

extern const KernelTable kTable;
const KernelTable kTable = {
    .isa = ALBERT_STRING(ALBERT_ISA),
    .panel_width = kPanel,
    .tile_rows = kTileRows,
    .pack_panel = pack_panel,
    .linear = linear,
    .layer_norm = layer_norm,
    .attention = attention,
    .attention_scratch = attention_scratch,
};

}  // namespace albert::kernels::ALBERT_ISA
