#ifndef ALBERT_TASKS_TOKEN_LOGITS_H_
#define ALBERT_TASKS_TOKEN_LOGITS_H_

#include <cstddef>
#include <span>
#include <vector>

#include "albert/base/thread_pool.h"
#include "albert/model/albert_model.h"
#include "albert/tasks/encoded_text.h"

namespace albert::tasks {

/// For each text the logits [S, outputs] of a head that reads every token; none for texts that have
/// an error. Throws Error{model} when a logit is not a number.
std::vector<std::vector<float>> token_logits(const AlbertModel& model, Component head,
                                             std::span<const EncodedText> texts,
                                             std::size_t batch_tokens, Workspace& workspace,
                                             ThreadPool& threads);

}  // namespace albert::tasks

#endif  // ALBERT_TASKS_TOKEN_LOGITS_H_
