#ifndef ALBERT_TRAIN_RUN_GROUP_H_
#define ALBERT_TRAIN_RUN_GROUP_H_

#include <memory>
#include <span>

namespace albert::train {

/// The processes that train one model together. All call the same functions in the same order.
/// sum() replaces what each has by the sum over all, which is the same to the bit everywhere.
class Group {
 public:
  virtual ~Group() = default;

  virtual int rank() const noexcept = 0;  ///< 0 … size() − 1
  virtual int size() const noexcept = 0;
  virtual void sum(std::span<float> values) = 0;
  virtual void sum(std::span<double> values) = 0;

  /// Rank 0 reads texts, writes files and reports.
  bool leads() const noexcept { return rank() == 0; }

  /// Returns when all have come here.
  void wait() {
    double nothing = 0;
    sum(std::span(&nothing, 1));
  }
};

/// A group of one.
class Alone final : public Group {
 public:
  int rank() const noexcept override { return 0; }
  int size() const noexcept override { return 1; }
  void sum(std::span<float>) override {}
  void sum(std::span<double>) override {}
};

/// The group that mpirun has started this process in; alone without mpirun. The MPI library is
/// loaded only then. Throws Error{usage} when this build has no MPI.
std::unique_ptr<Group> join_group();

}  // namespace albert::train

#endif  // ALBERT_TRAIN_RUN_GROUP_H_
