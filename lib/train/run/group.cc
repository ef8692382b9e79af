#include "train/run/group.h"

#include <cstdlib>
#include <string>

#include <dlfcn.h>

#include "albert/base/error.h"

namespace albert::train {
namespace {

/// How many processes the launcher says it has started; the variables of Open MPI and of the PMI
/// launchers (Slurm, MPICH).
int launched() noexcept {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"}) {
    const char* value = std::getenv(name);
    if (value != nullptr) return std::atoi(value);
  }
  return 1;
}

}  // namespace

std::unique_ptr<Group> join_group() {
  if (launched() <= 1) return std::make_unique<Alone>();
  // Global, because the MPI library's own plugins look for its symbols.
  void* module = ::dlopen("libalbert_mpi.so", RTLD_NOW | RTLD_GLOBAL);
  using Make = Group* (*)();
  const auto make = module == nullptr
                        ? nullptr
                        : reinterpret_cast<Make>(::dlsym(module, "albert_make_mpi_group"));
  if (make == nullptr) {
    const char* reason = ::dlerror();
    throw Error(ErrorCode::usage,
                std::string("started by mpirun, but MPI cannot be used: ") +
                    (reason != nullptr ? reason : "unknown reason"),
                {}, "build with Open MPI installed, or run without mpirun");
  }
  return std::unique_ptr<Group>(make());
}

}  // namespace albert::train
