#ifndef ALBERT_TASKS_LAYER_CHANGES_H_
#define ALBERT_TASKS_LAYER_CHANGES_H_

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "albert/base/thread_pool.h"
#include "albert/model/albert_model.h"
#include "albert/tasks/encoded_text.h"
#include "albert/tasks/windows.h"
#include "albert/tokenizer/tokenizer.h"

namespace albert {

/// How a layer's output h' differs from its input h: sums over tokens, or means.
struct LayerChange {
  double l2 = 0;             ///< |h' - h|
  double cosine = 0;         ///< h'·h / (|h'|·|h|)
  double angle_degrees = 0;  ///< its arc cosine

  LayerChange& operator+=(const LayerChange& other) noexcept;
};

/// The changes of the tokens of one text, [CLS] and [SEP] included, or of several.
struct LayerChanges {
  std::string error;  ///< why there are none; empty when the text is good
  std::size_t tokens = 0;
  std::vector<LayerChange> sums;  ///< [layers]

  bool good() const noexcept { return error.empty(); }
  void add(const LayerChanges& other);
  /// Of all tokens, of which there is at least one.
  std::vector<LayerChange> means() const;
};

struct LayerMeterOptions {
  std::size_t batch_tokens = 4096;
  bool truncate = false;  ///< cut long texts instead of dividing them into windows
  WindowOptions window = {.tokens = 0, .overlap = 0};
};

/// Measures what the layers of a model do to texts, as figure 1 of the ALBERT paper. Holds
/// references: model and tokenizer must outlive it. Const use is thread-safe (a Workspace and a
/// ThreadPool per caller).
class LayerMeter {
 public:
  /// Throws Error{model} when the model does not fit the tokenizer.
  LayerMeter(const AlbertModel& model, const Tokenizer& tokenizer, LayerMeterOptions options);

  /// The changes of each text, in order; the same bits with any other texts, batches and threads.
  /// Texts that encode_windows refuses have an error. Throws Error{model} when the hidden states
  /// are not numbers.
  std::vector<LayerChanges> measure(std::span<const TextInput> texts, Workspace& workspace,
                                    ThreadPool& threads) const;

 private:
  const AlbertModel& model_;
  const Tokenizer& tokenizer_;
  LayerMeterOptions options_;
};

}  // namespace albert

#endif  // ALBERT_TASKS_LAYER_CHANGES_H_
