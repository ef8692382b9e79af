#ifndef ALBERT_TASKS_TAGGER_H_
#define ALBERT_TASKS_TAGGER_H_

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "albert/base/thread_pool.h"
#include "albert/model/albert_model.h"
#include "albert/tasks/encoded_text.h"
#include "albert/tasks/entities.h"
#include "albert/tasks/windows.h"
#include "albert/tokenizer/tokenizer.h"

namespace albert {

/// The entities of one text.
struct TaggedText {
  std::string error;                  ///< why there is no answer; empty when there is one
  std::vector<Entity> entities = {};  ///< in the order of the text
  std::size_t truncated = 0;          ///< tokens cut off
  std::size_t windows = 0;            ///< that the text was divided into

  bool good() const noexcept { return error.empty(); }
};

struct TaggerOptions {
  Aggregation aggregation = Aggregation::none;
  std::vector<std::string> ignored = {"O"};  ///< labels, or groups, that are left out
  std::size_t batch_tokens = 4096;
  bool truncate = false;  ///< cut long texts instead of dividing them into windows
  WindowOptions window = {};
};

/// Token classification, as transformers' token-classification pipeline does it. Of the entities
/// of neighbouring windows that share tokens, resolve_overlaps() chooses; labels are ignored before
/// that, but with Aggregation::none after it. Holds references: model and tokenizer must outlive
/// it. Const use is thread-safe (a Workspace and a ThreadPool per caller).
class Tagger {
 public:
  /// Throws Error{model} when the model has no classifier, does not fit the tokenizer, or has
  /// another number of outputs than there are labels.
  Tagger(const AlbertModel& model, const Tokenizer& tokenizer, std::vector<std::string> labels,
         TaggerOptions options);

  /// One answer per text, in order; the same bits with any other texts, batches and threads. A pair
  /// has an error. Throws Error{model} when the model's answers are not numbers.
  std::vector<TaggedText> tag(std::span<const TextInput> texts, Workspace& workspace,
                              ThreadPool& threads) const;

 private:
  std::vector<Entity> entities_of(std::string_view text, const Encoding& encoding,
                                  const EncodingWindow& window,
                                  std::span<const float> logits) const;
  LabelledToken labelled(std::string_view text, const Encoding& encoding, std::size_t token) const;
  void drop_ignored(std::vector<Entity>& entities) const;

  const AlbertModel& model_;
  const Tokenizer& tokenizer_;
  std::vector<std::string> labels_;
  TaggerOptions options_;
};

}  // namespace albert

#endif  // ALBERT_TASKS_TAGGER_H_
