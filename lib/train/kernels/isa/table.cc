// Compiled once per instruction set, as lib/kernels/isa/table.cc is.
#include "train/kernels/isa/accumulate.h"
#include "train/kernels/isa/attention_backward.h"
#include "train/kernels/isa/attention_forward.h"
#include "train/kernels/isa/dropout.h"
#include "train/kernels/isa/rows.h"
#include "train/kernels/train_kernels.h"
#if defined(__AMX_TILE__) || defined(ALBERT_EMULATED_AMX)
#include "train/kernels/isa/amx_accumulate.h"
#endif

namespace albert::kernels::ALBERT_ISA {
extern const KernelTable kTable;
}

namespace albert::train::ALBERT_ISA {
namespace {

template <typename Format>
constexpr GradientProducts products() {
  return {.inputs_per_word = Format::kInputsPerWord,
          .depth_step = Format::kInputsPerWord,
          .tile_rows = kTileRows,
          .lhs_word_bytes = kLhsWordBytes<Format>,
          .pack_columns = pack_columns<Format>,
          .pack_tile = pack_tile<Format>,
          .accumulate = accumulate<Format>};
}

#if defined(__AMX_TILE__) || defined(ALBERT_EMULATED_AMX)
template <>
constexpr GradientProducts products<Bf16>() {
  return {.inputs_per_word = Bf16::kInputsPerWord,
          .depth_step = kStepInputs<Bf16>,
          .tile_rows = kBlockRows,
          .lhs_word_bytes = kLhsWordBytes<Bf16>,
          .pack_columns = pack_columns<Bf16>,
          .pack_tile = pack_matrix_tile,
          .accumulate = accumulate_tiles};
}
#endif

}  // namespace

extern const TrainKernels kTable;
const TrainKernels kTable = {
    .forward = &kernels::ALBERT_ISA::kTable,
    .panel_width = kPanel,
    .products = {products<F32>(), products<Bf16>()},
    .layer_norm_backward = layer_norm_backward,
    .drop = drop,
    .attention_forward = attention_forward,
    .attention_backward = attention_backward,
    .attention_backward_scratch = attention_backward_scratch,
    .cross_entropy = cross_entropy,
};

}  // namespace albert::train::ALBERT_ISA
