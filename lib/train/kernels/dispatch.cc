#include "kernels/kernel_table.h"
#include "train/kernels/train_kernels.h"

namespace albert::train {

namespace baseline {
extern const TrainKernels kTable;
}
#if defined(__x86_64__)
namespace avx2 {
extern const TrainKernels kTable;
}
namespace avx512 {
extern const TrainKernels kTable;
}
namespace avx512_bf16 {
extern const TrainKernels kTable;
}
#endif

const TrainKernels& train_kernels(std::string_view isa) {
  kernels::kernel_table(isa);  // refuses what this machine cannot run
#if defined(__x86_64__)
  if (isa == "avx512_bf16") return avx512_bf16::kTable;
  // Integers of 8 bits are no use here.
  if (isa.starts_with("avx512")) return avx512::kTable;
  if (isa == "avx2") return avx2::kTable;
#endif
  return baseline::kTable;
}

}  // namespace albert::train
