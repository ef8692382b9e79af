#ifndef ALBERT_TASKS_BLANKS_H_
#define ALBERT_TASKS_BLANKS_H_

#include <cstddef>
#include <span>
#include <vector>

#include "albert/base/thread_pool.h"
#include "albert/model/albert_model.h"
#include "albert/tasks/fill_mask.h"
#include "albert/tasks/mask_target.h"
#include "albert/tokenizer/tokenizer.h"

namespace albert::tasks {

/// A mask to fill. Borrows.
struct Blank {
  const Encoding* encoding = nullptr;        ///< of any length
  std::size_t position = 0;                  ///< of the mask in it
  std::span<const MaskTarget> targets = {};  ///< candidates; empty: every token
  std::size_t count = 1;                     ///< candidates wanted, at most
};

/// The candidates of each blank, best first. Blanks of one encoding should be neighbours: they
/// share a run where it fits the window. `window` leaves room for a token besides special ones.
std::vector<std::vector<MaskCandidate>> fill_blanks(const AlbertModel& model,
                                                    const Tokenizer& tokenizer,
                                                    std::span<const Blank> blanks,
                                                    std::size_t window, std::size_t batch_tokens,
                                                    Workspace& workspace, ThreadPool& threads);

}  // namespace albert::tasks

#endif  // ALBERT_TASKS_BLANKS_H_
