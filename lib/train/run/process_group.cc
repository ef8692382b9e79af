#include "train/run/process_group.h"

#include <cstdlib>

#include "train/run/loadable_module.h"

namespace albert::train {
namespace {

/// The number of processes according to the environment of Open MPI or a PMI launcher (Slurm,
/// MPICH).
int launched() noexcept {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"}) {
    const char* value = std::getenv(name);
    if (value != nullptr) return std::atoi(value);
  }
  return 1;
}

}  // namespace

std::unique_ptr<ProcessGroup> join_process_group() {
  if (launched() <= 1) return std::make_unique<SingleProcess>();
  using Make = ProcessGroup*();
  const LoadableModule module = {
      .file = "libalbert_mpi.so",
      .symbol = "albert_make_mpi_process_group",
      .global = true,  // plugins of the MPI library need its symbols
      .purpose = "the program was started by mpirun, but MPI",
      .build_hint = "build with Open MPI installed, or run without mpirun"};
  auto* const make = reinterpret_cast<Make*>(load_symbol(module));
  return std::unique_ptr<ProcessGroup>(make());
}

}  // namespace albert::train
