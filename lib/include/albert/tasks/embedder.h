#ifndef ALBERT_TASKS_EMBEDDER_H_
#define ALBERT_TASKS_EMBEDDER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "albert/base/thread_pool.h"
#include "albert/model/albert_model.h"
#include "albert/source/sentence_modules.h"
#include "albert/tasks/encoded_text.h"
#include "albert/tokenizer/tokenizer.h"

namespace albert {

/// The vector of a text, or those of its tokens.
struct Embedding {
  std::string error;                      ///< why there is none; empty when there is one
  std::vector<float> values = {};         ///< [dimension], or [tokens, dimension]
  std::vector<std::int32_t> tokens = {};  ///< ids of the tokens with [CLS] and [SEP], if asked for
  std::size_t truncated = 0;              ///< tokens cut off

  bool good() const noexcept { return error.empty(); }
};

struct EmbedderOptions {
  SentenceModules modules = {};
  std::optional<int> layer = std::nullopt;  ///< hidden_states[layer] instead of the last; 0: after
                                            ///< the projection; negative: from the end
  bool token_vectors = false;               ///< instead of one vector for the text
  bool normalize = false;                   ///< divide each vector by its length
  std::size_t batch_tokens = 4096;
  LongText long_text = LongText::refuse;  ///< if modules.max_length is 0
};

/// Vectors of texts as sentence-transformers makes them. Holds references: model and tokenizer must
/// outlive it. Const use is thread-safe (a Workspace and a ThreadPool per caller).
class Embedder {
 public:
  /// Throws Error{model} when the model does not fit the tokenizer or has no pooler but needs it,
  /// and Error{usage} for a layer that it does not have, or the pooler of another than the last.
  Embedder(const AlbertModel& model, const Tokenizer& tokenizer, EmbedderOptions options);

  /// Numbers of a vector.
  std::size_t dimension() const noexcept { return dimension_; }

  /// One answer per text, in order; the same bits with any other texts, batches and threads. Throws
  /// Error{model} when the model's answers are not numbers.
  std::vector<Embedding> embed(std::span<const std::string_view> texts, Workspace& workspace,
                               ThreadPool& threads) const;

 private:
  EncodedText encode(std::string_view text) const;
  void embed_batch(const TokenBatch& batch, std::span<const std::size_t> indices,
                   std::span<Embedding> answers, Workspace& workspace, ThreadPool& threads) const;
  std::vector<float> sentence_vector(std::span<const float> rows) const;

  const AlbertModel& model_;
  const Tokenizer& tokenizer_;
  EmbedderOptions options_;
  std::size_t layer_;  // of hidden_states
  bool first_rows_;    // only these are read, of the last layer
  std::size_t dimension_;
};

}  // namespace albert

#endif  // ALBERT_TASKS_EMBEDDER_H_
