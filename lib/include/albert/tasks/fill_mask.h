#ifndef ALBERT_TASKS_FILL_MASK_H_
#define ALBERT_TASKS_FILL_MASK_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "albert/base/thread_pool.h"
#include "albert/model/albert_model.h"
#include "albert/tasks/encoded_text.h"
#include "albert/tokenizer/tokenizer.h"

namespace albert {

/// A token in a mask's place. `score` is its probability under softmax over all the model's word
/// embeddings, those behind the vocabulary included.
struct MaskCandidate {
  std::int32_t token = 0;
  float score = 0;
  bool operator==(const MaskCandidate&) const = default;
};

/// What one text's masks may be.
struct FilledText {
  std::string error;                    ///< why there is no answer; empty when there is one
  std::vector<std::int32_t> input_ids;  ///< with [CLS], [SEP] and the masks
  std::vector<std::size_t> masks;       ///< positions of the masks in input_ids, rising
  std::vector<std::vector<MaskCandidate>> candidates;  ///< per mask, best first
  std::size_t truncated = 0;                           ///< tokens cut off

  bool good() const noexcept { return error.empty(); }
};

struct FillMaskOptions {
  std::size_t top_k = 5;  ///< candidates per mask, at least 1; never more than there are
  /// Only these tokens are candidates (their scores stay those over all embeddings); empty: every
  /// token. Distinct.
  std::vector<std::int32_t> targets = {};
  std::size_t batch_tokens = 4096;
  LongText long_text = LongText::refuse;
};

/// Fills the masks of texts with the model's likeliest tokens. Holds references: model and
/// tokenizer must outlive it. Const use is thread-safe (a Workspace and a ThreadPool per caller).
class FillMask {
 public:
  /// Throws Error{model} when the model has no MLM head or does not fit the tokenizer.
  FillMask(const AlbertModel& model, const Tokenizer& tokenizer, FillMaskOptions options);

  /// One answer per text, in order; the same bits whatever the other texts, the batches and the
  /// threads are. A text without a mask has an error, as have those that encode_texts refuses.
  std::vector<FilledText> fill(std::span<const TextInput> texts, Workspace& workspace,
                               ThreadPool& threads) const;

  /// The text with one mask replaced by `token`, decoded as Hugging Face's pipeline does it:
  /// padding dropped; special tokens left out only when the text has a single mask.
  std::string sequence(const FilledText& text, std::size_t mask, std::int32_t token) const;

  /// `token` alone, decoded.
  std::string token_string(std::int32_t token) const;

 private:
  void fill_batch(const TokenBatch& batch, std::span<const std::size_t> indices,
                  std::span<FilledText> texts, Workspace& workspace, ThreadPool& threads) const;
  std::vector<MaskCandidate> best(std::span<const float> logits) const;

  const AlbertModel& model_;
  const Tokenizer& tokenizer_;
  FillMaskOptions options_;
};

/// A word as a candidate: the vocabulary entry of exactly that spelling, else the first of the
/// tokens that the word is encoded to, as in Hugging Face's pipeline.
struct MaskTarget {
  std::int32_t token = 0;
  std::size_t pieces = 0;  ///< how many tokens the word has; 0: none, and `token` means nothing
};
MaskTarget find_target(const Tokenizer& tokenizer, std::string_view word);

}  // namespace albert

#endif  // ALBERT_TASKS_FILL_MASK_H_
