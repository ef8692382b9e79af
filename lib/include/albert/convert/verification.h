#ifndef ALBERT_CONVERT_VERIFICATION_H_
#define ALBERT_CONVERT_VERIFICATION_H_

#include "albert/base/thread_pool.h"
#include "albert/source/model_source.h"

namespace albert {

/// Largest absolute differences between two models' outputs for the same input.
struct OutputDifference {
  double hidden = 0;  ///< hidden states of the last layer
  double pooled = 0;  ///< 0 when neither has a pooler; likewise for the heads
  double sop = 0;
  double mlm = 0;

  double largest() const noexcept;
};

/// Runs both models on one fixed batch (two sequences of ids spread over the vocabulary) and
/// compares their outputs. One model is in memory at a time. Throws Error{model} when a source
/// cannot be run, or when the models differ in their sizes or heads.
OutputDifference compare_outputs(const ModelSource& one, const ModelSource& other,
                                 ThreadPool& threads);

}  // namespace albert

#endif  // ALBERT_CONVERT_VERIFICATION_H_
