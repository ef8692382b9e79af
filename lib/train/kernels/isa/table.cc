// Compiled once per instruction set, as lib/kernels/isa/table.cc is.
#include "train/kernels/isa/attention_backward.h"
#include "train/kernels/isa/attention_forward.h"
#include "train/kernels/isa/dropout.h"
#include "train/kernels/isa/product.h"
#include "train/kernels/isa/rows.h"
#include "train/kernels/train_kernels.h"

namespace albert::train::ALBERT_ISA {
namespace {

template <typename Format>
constexpr TrainProducts products() {
  return {.group = Format::kGroup,
          .left_bytes = kLeftBytes<Format>,
          .pack_columns = pack_columns<Format>,
          .pack_rows = pack_rows<Format>,
          .pack_tile = pack_tile<Format>,
          .left_stride = left_stride<Format>,
          .encode = encode_rows<Format>,
          .product = product<Format>,
          .accumulate = accumulate<Format>};
}

}  // namespace

extern const TrainKernels kTable;
const TrainKernels kTable = {
    .isa = kIsaName,
    .panel_width = kPanel,
    .tile_rows = kTileRows,
    .products = {products<F32>(), products<Bf16>()},
    .layer_norm_backward = layer_norm_backward,
    .drop = drop,
    .attention_forward = attention_forward,
    .attention_backward = attention_backward,
    .attention_scratch = attention_scratch,
    .cross_entropy = cross_entropy,
};

}  // namespace albert::train::ALBERT_ISA
