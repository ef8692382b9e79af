#ifndef ALBERT_TEST_SUPPORT_REFERENCE_MODEL_H_
#define ALBERT_TEST_SUPPORT_REFERENCE_MODEL_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "albert/config/albert_config.h"
#include "albert/config/sharing_schedule.h"
#include "albert/train/data/example.h"
#include "train/kernels/train_kernels.h"
#include "train/model/parameters.h"

namespace albert::test {

/// The pretraining loss in double precision, written for reading: whole matrices, one token after
/// the other, nothing shared with the library but the order of the parameters and what dropout
/// drops.
class ReferenceModel {
 public:
  ReferenceModel(const AlbertConfig& config, const train::ParameterLayout& layout,
                 const train::TrainKernels& kernels)
      : config_(config), schedule_(config), layout_(layout), kernels_(kernels) {}

  /// Mean MLM loss over the masked tokens plus mean SOP loss over the pairs.
  double loss(const std::vector<double>& parameters, const train::ExampleBatch& batch) const;

 private:
  using Rows = std::vector<std::vector<double>>;

  Rows linear(const std::vector<double>& parameters, const Rows& x, TensorRole weight,
              TensorRole bias, std::size_t block = 0) const;
  void norm(const std::vector<double>& parameters, Rows& x, TensorRole gain, TensorRole bias,
            std::size_t block = 0) const;
  Rows forward_hidden(const std::vector<double>& parameters, const train::ExampleBatch& batch,
                      std::size_t sequence) const;
  /// `first_site`: dropout of head 0.
  Rows attend(const Rows& query, const Rows& key, const Rows& value, std::uint64_t example,
              std::uint64_t first_site) const;
  void drop(double probability, train::DropoutKey key, Rows& x) const;
  double activate(double x) const;

  AlbertConfig config_;
  SharingSchedule schedule_;
  const train::ParameterLayout& layout_;
  const train::TrainKernels& kernels_;
};

}  // namespace albert::test

#endif  // ALBERT_TEST_SUPPORT_REFERENCE_MODEL_H_
