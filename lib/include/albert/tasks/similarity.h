#ifndef ALBERT_TASKS_SIMILARITY_H_
#define ALBERT_TASKS_SIMILARITY_H_

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "albert/base/thread_pool.h"
#include "albert/model/albert_model.h"
#include "albert/tasks/embedder.h"
#include "albert/tasks/encoded_text.h"

namespace albert {

/// How similar two texts are.
struct Similarity {
  std::string error;          ///< why it is unknown; empty when it is known
  float cosine = 0;           ///< of their vectors
  std::size_t truncated = 0;  ///< tokens cut off of both

  bool good() const noexcept { return error.empty(); }
};

/// The similarity of each pair, in order; the same bits with any other pairs, batches and threads.
/// A text without a pair has an error, as have those that the embedder refuses.
std::vector<Similarity> compare_pairs(const Embedder& embedder, std::span<const TextInput> pairs,
                                      Workspace& workspace, ThreadPool& threads);

/// The same of each text with one vector of the embedder.
std::vector<Similarity> compare_with(const Embedder& embedder, std::span<const float> vector,
                                     std::span<const TextInput> texts, Workspace& workspace,
                                     ThreadPool& threads);

}  // namespace albert

#endif  // ALBERT_TASKS_SIMILARITY_H_
