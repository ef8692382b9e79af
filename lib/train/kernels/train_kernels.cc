#include "train/kernels/train_kernels.h"

#include <array>

#include "kernels/dispatch.h"
#include "kernels/isa_list.h"

namespace albert::train {

#define ALBERT_DECLARE(set, test, training) \
  namespace training {                      \
  extern const TrainKernels kTable;         \
  }
ALBERT_ISA_LIST(ALBERT_DECLARE)

const TrainKernels& train_kernels(std::string_view isa) {
#define ALBERT_TABLE(set, test, training) &training::kTable,
  static constexpr auto kTables =
      std::to_array<const TrainKernels*>({ALBERT_ISA_LIST(ALBERT_TABLE)});
  return *kTables[kernels::isa_index(isa)];
}

}  // namespace albert::train
