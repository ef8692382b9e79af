#ifndef ALBERT_TASKS_FILL_MASK_H_
#define ALBERT_TASKS_FILL_MASK_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "albert/base/thread_pool.h"
#include "albert/model/albert_model.h"
#include "albert/tasks/encoded_text.h"
#include "albert/tasks/mask_target.h"
#include "albert/tokenizer/tokenizer.h"

namespace albert {

/// What may stand in a mask's place: a token, or the pieces of a target.
struct MaskCandidate {
  std::vector<std::int32_t> tokens;
  /// The probability of a token under softmax over all the model's word embeddings, those behind
  /// the vocabulary included. Of several pieces the product: each is predicted with the ones before
  /// it in place and masks in the places of the others.
  float score = 0;
  double logprob = 0;  ///< ln(score), which does not underflow
  std::string target;  ///< the target's word as it was given; empty without targets
  bool operator==(const MaskCandidate&) const = default;
};

/// All masks of a text, filled one after another.
struct JointFilling {
  std::vector<MaskCandidate> masks;  ///< each with its probability given those before it
  float score = 0;                   ///< the product of their scores
  double logprob = 0;
};

/// A text with masks.
struct MaskedInput {
  TextInput text;
  std::span<const std::string> targets = {};  ///< replace those of the options; empty: do not
};

/// What one text's masks may be.
struct FilledText {
  std::string error;                    ///< why there is no answer; empty when there is one
  std::vector<std::int32_t> input_ids;  ///< with [CLS], [SEP] and the masks
  std::vector<std::size_t> masks;       ///< positions of the masks in input_ids, rising
  std::vector<std::vector<MaskCandidate>> candidates;  ///< per mask, best first; unless joint
  std::vector<JointFilling> fillings;                  ///< best first; if joint
  std::size_t truncated = 0;                           ///< tokens cut off

  bool good() const noexcept { return error.empty(); }
};

struct FillMaskOptions {
  std::size_t top_k = 0;  ///< answers per mask, or joint ones; 0: 5, or all targets of a mask
  /// Words that are the only candidates (their scores stay those over all embeddings); empty: every
  /// token.
  std::vector<std::string> targets = {};
  bool raw_targets = false;  ///< a target is one token, as find_raw_target() says
  bool joint = false;        ///< fill the masks of a text together, from left to right
  std::size_t beam = 10;     ///< joint: partial fillings kept at each mask; at least top_k
  std::size_t batch_tokens = 4096;
  std::size_t window = 0;  ///< most tokens that run together; 0: the model's positions
  bool truncate = false;   ///< cut longer texts to a window; else it moves with the mask
};

/// Fills the masks of texts with the model's likeliest tokens. Holds references: model and
/// tokenizer must outlive it. Const use is thread-safe (a Workspace and a ThreadPool per caller).
class FillMask {
 public:
  /// Throws Error{model} when the model has no MLM head or does not fit the tokenizer, Error{usage}
  /// when a target has no pieces or the window does not fit the model.
  FillMask(const AlbertModel& model, const Tokenizer& tokenizer, FillMaskOptions options);

  /// One answer per text, in order; the same bits with any other texts, batches and threads. A text
  /// without a mask has an error, as have those that encode_texts refuses and those with a target
  /// that has no pieces.
  std::vector<FilledText> fill(std::span<const MaskedInput> texts, Workspace& workspace,
                               ThreadPool& threads) const;

  /// The text with one mask replaced, decoded as Hugging Face's pipeline does it: padding dropped;
  /// special tokens left out only when the text has a single mask.
  std::string sequence(const FilledText& text, std::size_t mask,
                       std::span<const std::int32_t> tokens) const;

  /// The text with all masks replaced, without special tokens.
  std::string sequence(const FilledText& text, const JointFilling& filling) const;

  /// Tokens alone, decoded.
  std::string token_string(std::span<const std::int32_t> tokens) const;

 private:
  struct Prepared;

  std::vector<Prepared> prepare(std::span<const MaskedInput> texts, std::vector<FilledText>& filled,
                                ThreadPool& threads) const;
  std::string find_text_targets(const MaskedInput& input, const FilledText& text,
                                Prepared& prepared) const;
  void fill_each(std::span<const Prepared> texts, std::span<FilledText> filled,
                 Workspace& workspace, ThreadPool& threads) const;
  void fill_together(std::span<const Prepared> texts, std::span<FilledText> filled,
                     Workspace& workspace, ThreadPool& threads) const;
  std::string decode(std::vector<std::int32_t> ids, bool skip_special_tokens) const;

  const AlbertModel& model_;
  const Tokenizer& tokenizer_;
  FillMaskOptions options_;
  std::vector<MaskTarget> targets_;  // of the options, at the beginning of a word
};

}  // namespace albert

#endif  // ALBERT_TASKS_FILL_MASK_H_
