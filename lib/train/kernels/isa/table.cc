// Compiled once per instruction set, as lib/kernels/isa/table.cc is.
#include "train/kernels/isa/attention_backward.h"
#include "train/kernels/isa/attention_forward.h"
#include "train/kernels/isa/dropout.h"
#include "train/kernels/isa/product.h"
#include "train/kernels/isa/rows.h"
#include "train/kernels/train_kernels.h"

#define ALBERT_STRING_(x) #x
#define ALBERT_STRING(x) ALBERT_STRING_(x)

namespace albert::train::ALBERT_ISA {

extern const TrainKernels kTable;
const TrainKernels kTable = {
    .isa = ALBERT_STRING(ALBERT_ISA),
    .panel_width = kPanel,
    .tile_rows = kTileRows,
    .pack_columns = pack_columns,
    .pack_rows = pack_rows,
    .pack_tile = pack_tile,
    .product = product,
    .accumulate = accumulate,
    .layer_norm_backward = layer_norm_backward,
    .drop = drop,
    .attention_forward = attention_forward,
    .attention_backward = attention_backward,
    .attention_scratch = attention_scratch,
    .cross_entropy = cross_entropy,
};

}  // namespace albert::train::ALBERT_ISA
