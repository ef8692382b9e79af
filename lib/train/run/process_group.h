#ifndef ALBERT_TRAIN_RUN_PROCESS_GROUP_H_
#define ALBERT_TRAIN_RUN_PROCESS_GROUP_H_

#include <memory>
#include <span>

namespace albert::train {

/// The processes that train one model together. All call the same functions in the same order.
/// all_reduce() replaces the values of each process by their sum over all processes, bit-identical
/// on every process.
class ProcessGroup {
 public:
  virtual ~ProcessGroup() = default;

  virtual int rank() const noexcept = 0;  ///< 0 … size() − 1
  virtual int size() const noexcept = 0;
  virtual void all_reduce(std::span<float> values) = 0;
  virtual void all_reduce(std::span<double> values) = 0;

  /// Rank 0 reads texts, writes files and reports.
  bool is_root() const noexcept { return rank() == 0; }

  /// Whether the condition holds on any process.
  bool any(bool condition) {
    double count = condition ? 1 : 0;
    all_reduce(std::span(&count, 1));
    return count > 0;
  }

  /// Returns once every process has called it.
  void barrier() { any(false); }
};

/// The only process.
class SingleProcess final : public ProcessGroup {
 public:
  int rank() const noexcept override { return 0; }
  int size() const noexcept override { return 1; }
  void all_reduce(std::span<float>) override {}
  void all_reduce(std::span<double>) override {}
};

/// The process group of mpirun, for which the MPI library is loaded; or a SingleProcess without
/// mpirun. Throws Error{usage} when this build has no MPI.
std::unique_ptr<ProcessGroup> join_process_group();

}  // namespace albert::train

#endif  // ALBERT_TRAIN_RUN_PROCESS_GROUP_H_
