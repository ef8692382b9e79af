#ifndef ALBERT_TASKS_SOFTMAX_H_
#define ALBERT_TASKS_SOFTMAX_H_

#include <span>
#include <vector>

namespace albert::tasks {

/// The softmax of one or more logits, computed in double.
std::vector<float> softmax(std::span<const float> logits);

}  // namespace albert::tasks

#endif  // ALBERT_TASKS_SOFTMAX_H_
