#ifndef ALBERT_TEST_SUPPORT_REFERENCE_MODEL_H_
#define ALBERT_TEST_SUPPORT_REFERENCE_MODEL_H_

#include <cstddef>
#include <vector>

#include "albert/config/albert_config.h"
#include "albert/config/sharing_schedule.h"
#include "albert/train/example.h"
#include "train/model/parameters.h"

namespace albert::test {

/// The pretraining loss in double precision, written for reading: whole matrices, one token after
/// the other, nothing shared with the library but the order of the parameters.
class ReferenceModel {
 public:
  ReferenceModel(const AlbertConfig& config, const train::ParameterLayout& layout)
      : config_(config), schedule_(config), layout_(layout) {}

  /// Mean MLM loss over the masked tokens plus mean SOP loss over the pairs.
  double loss(const std::vector<double>& parameters, const train::ExampleBatch& batch) const;

 private:
  using Rows = std::vector<std::vector<double>>;

  Rows linear(const std::vector<double>& parameters, const Rows& x, TensorRole weight,
              TensorRole bias, std::size_t block = 0) const;
  void norm(const std::vector<double>& parameters, Rows& x, TensorRole gain, TensorRole bias,
            std::size_t block = 0) const;
  Rows encode(const std::vector<double>& parameters, const train::ExampleBatch& batch,
              std::size_t sequence) const;
  Rows attend(const Rows& query, const Rows& key, const Rows& value) const;
  double activate(double x) const;

  AlbertConfig config_;
  SharingSchedule schedule_;
  const train::ParameterLayout& layout_;
};

}  // namespace albert::test

#endif  // ALBERT_TEST_SUPPORT_REFERENCE_MODEL_H_
