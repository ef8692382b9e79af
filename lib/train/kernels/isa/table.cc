// Compiled once per instruction set, as lib/kernels/isa/table.cc is.
#include "train/kernels/isa/accumulate.h"
#include "train/kernels/isa/attention_backward.h"
#include "train/kernels/isa/attention_forward.h"
#include "train/kernels/isa/dropout.h"
#include "train/kernels/isa/rows.h"
#include "train/kernels/train_kernels.h"

namespace albert::kernels::ALBERT_ISA {
extern const KernelTable kTable;
}

namespace albert::train::ALBERT_ISA {
namespace {

template <typename Format>
constexpr GradientProducts products() {
  return {.inputs_per_word = Format::kInputsPerWord,
          .lhs_word_bytes = kLhsWordBytes<Format>,
          .pack_columns = pack_columns<Format>,
          .pack_tile = pack_tile<Format>,
          .accumulate = accumulate<Format>};
}

}  // namespace

extern const TrainKernels kTable;
const TrainKernels kTable = {
    .forward = &kernels::ALBERT_ISA::kTable,
    .panel_width = kPanel,
    .tile_rows = kTileRows,
    .products = {products<F32>(), products<Bf16>()},
    .layer_norm_backward = layer_norm_backward,
    .drop = drop,
    .attention_forward = attention_forward,
    .attention_backward = attention_backward,
    .attention_backward_scratch = attention_backward_scratch,
    .cross_entropy = cross_entropy,
};

}  // namespace albert::train::ALBERT_ISA
