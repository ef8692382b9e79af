#ifndef ALBERT_TASKS_POOLED_LOGITS_H_
#define ALBERT_TASKS_POOLED_LOGITS_H_

#include <cstddef>
#include <span>
#include <vector>

#include "albert/base/thread_pool.h"
#include "albert/model/albert_model.h"
#include "albert/tasks/encoded_text.h"

namespace albert::tasks {

/// Logits [n, outputs] of a head that reads the pooled first token of each of n texts; 0 for texts
/// that have an error.
std::vector<float> pooled_logits(const AlbertModel& model, Component head,
                                 std::span<const EncodedText> texts, std::size_t batch_tokens,
                                 Workspace& workspace, ThreadPool& threads);

}  // namespace albert::tasks

#endif  // ALBERT_TASKS_POOLED_LOGITS_H_
