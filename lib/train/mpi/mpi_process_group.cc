// The only file that uses MPI; a module that is loaded when the program was started by mpirun.
#include <algorithm>
#include <climits>
#include <exception>

#include <mpi.h>

#include "train/run/process_group.h"

namespace albert::train {
namespace {

class MpiProcessGroup final : public ProcessGroup {
 public:
  MpiProcessGroup() {
    MPI_Init(nullptr, nullptr);  // MPI's own error handler ends the job with a message
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &size_);
  }
  ~MpiProcessGroup() override {
    // An exception on one rank must not block the others.
    if (std::uncaught_exceptions() == 0) MPI_Finalize();
  }
  MpiProcessGroup(const MpiProcessGroup&) = delete;
  MpiProcessGroup& operator=(const MpiProcessGroup&) = delete;

  int rank() const noexcept override { return rank_; }
  int size() const noexcept override { return size_; }
  void all_reduce(std::span<float> values) override { all_reduce(values, MPI_FLOAT); }
  void all_reduce(std::span<double> values) override { all_reduce(values, MPI_DOUBLE); }

 private:
  template <typename T>
  void all_reduce(std::span<T> values, MPI_Datatype type) {
    while (!values.empty()) {
      const std::size_t count = std::min<std::size_t>(values.size(), INT_MAX);
      MPI_Allreduce(MPI_IN_PLACE, values.data(), static_cast<int>(count), type, MPI_SUM,
                    MPI_COMM_WORLD);
      values = values.subspan(count);
    }
  }

  int rank_ = 0;
  int size_ = 1;
};

}  // namespace
}  // namespace albert::train

extern "C" albert::train::ProcessGroup* albert_make_mpi_process_group() {
  return new albert::train::MpiProcessGroup;
}
