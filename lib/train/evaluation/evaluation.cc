#include "albert/train/evaluation/evaluation.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "albert/base/error.h"
#include "albert/model/requirements.h"
#include "train/kernels/train_kernels.h"
#include "train/model/needed_rows.h"

namespace albert::train {
namespace {

// Bytes of logits in memory at a time.
constexpr std::size_t kLogitBytes = std::size_t{4} << 20;

/// Evaluates batches one after another; sums are in the order of the examples.
class Evaluator {
 public:
  /// `tokens`: number of the model's word embeddings that have a token.
  Evaluator(const AlbertModel& model, std::size_t tokens, ThreadPool& threads)
      : model_(model),
        kernels_(train_kernels(model.isa())),
        threads_(threads),
        hidden_size_(static_cast<std::size_t>(model.config().hidden_size)),
        vocabulary_(static_cast<std::size_t>(model.config().vocab_size)),
        tokens_(tokens) {}

  void add(const ExampleBatch& batch) {
    const auto firsts = std::span(batch.starts).first(batch.sequences());
    needed_.set(firsts, batch.masked);
    const std::span<const float> hidden =
        model_.forward_rows(batch.view(), needed_.rows(), workspace_, threads_);
    gather(hidden, batch.masked, mlm_rows_);
    gather(hidden, firsts, sop_rows_);
    result_.losses.tokens += batch.tokens();
    add_tokens(batch);
    if (!batch.swapped.empty() && model_.parts().has(Component::pooler) &&
        model_.parts().has(Component::sop_head)) {
      add_pairs(batch);
    }
  }

  const Evaluation& result() const noexcept { return result_; }

 private:
  template <typename Tokens>
  void gather(std::span<const float> hidden, const Tokens& tokens, std::vector<float>& gathered) {
    gathered.clear();
    for (const auto token : tokens) {
      const auto values = hidden.subspan(needed_.position(token) * hidden_size_, hidden_size_);
      gathered.insert(gathered.end(), values.begin(), values.end());
    }
  }

  void add_tokens(const ExampleBatch& batch) {
    const std::size_t count = batch.masked.size();
    const std::size_t chunk = std::max<std::size_t>(1, kLogitBytes / (vocabulary_ * sizeof(float)));
    row_losses_.resize(count);
    logits_.resize(std::min(chunk, count) * vocabulary_);
    for (std::size_t first = 0; first < count; first += chunk) {
      const std::size_t rows = std::min(chunk, count - first);
      model_.mlm_logits(std::span(mlm_rows_).subspan(first * hidden_size_, rows * hidden_size_),
                        std::span(logits_).first(rows * vocabulary_), workspace_, threads_);
      threads_.run(rows, [&](std::size_t r, std::size_t) {
        float* const logits = logits_.data() + r * vocabulary_;
        const auto label = static_cast<std::size_t>(batch.labels[first + r]);
        const bool likeliest = logits[label] >= *std::max_element(logits, logits + tokens_);
        RowLoss& row = row_losses_[first + r];
        row = kernels_.cross_entropy(logits, vocabulary_, label, 0);
        row.correct = likeliest;  // embeddings without a token are not predictions
      });
    }
    result_.losses.predicted += count;
    for (const RowLoss& row : row_losses_) {
      result_.losses.mlm_sum += row.loss;
      result_.losses.mlm_correct += row.correct ? 1 : 0;
    }
  }

  void add_pairs(const ExampleBatch& batch) {
    const std::size_t pairs = batch.sequences();
    std::vector<float> pooled(sop_rows_.size());
    std::vector<float> logits(2 * pairs);
    model_.pool(sop_rows_, pooled, workspace_, threads_);
    model_.head_logits(Component::sop_head, pooled, logits, workspace_, threads_);
    result_.losses.pairs += pairs;
    for (std::size_t b = 0; b < pairs; ++b) {
      const bool in_order = batch.swapped[b] == 0;
      const double in_order_margin = static_cast<double>(logits[2 * b]) - logits[2 * b + 1];
      const double margin = in_order ? in_order_margin : -in_order_margin;
      result_.losses.sop_sum += std::log1p(std::exp(-std::abs(margin))) + std::max(0.0, -margin);
      result_.losses.sop_correct += margin >= 0 ? 1 : 0;
      result_.in_order.add(1 / (1 + std::exp(-in_order_margin)), in_order);
    }
  }

  const AlbertModel& model_;
  const TrainKernels& kernels_;
  ThreadPool& threads_;
  std::size_t hidden_size_;
  std::size_t vocabulary_;  // embeddings
  std::size_t tokens_;      // embeddings with a token
  Workspace workspace_;
  Evaluation result_;
  NeededRows needed_;
  std::vector<float> mlm_rows_;  // [n, H]
  std::vector<float> sop_rows_;  // [B, H]
  std::vector<float> logits_;
  std::vector<RowLoss> row_losses_;
};

void check(const AlbertModel& model, const ExampleSource& source) {
  require_head(model, Head::mlm);
  if (model.config().type_vocab_size < 2) {
    throw Error(ErrorCode::model, "sentence pairs need two token types, but the model has one",
                "type_vocab_size");
  }
  require_vocabulary(model.config(), source.vocabulary_size());
  const auto positions = static_cast<std::size_t>(model.config().max_position_embeddings);
  if (source.max_length() > positions) {
    throw Error(ErrorCode::usage, "examples of " + std::to_string(source.max_length()) +
                                      " tokens do not fit the model's " +
                                      std::to_string(positions) + " positions");
  }
}

}  // namespace

Evaluation evaluate(const AlbertModel& model, ExampleSource& source,
                    const EvaluationOptions& options, ThreadPool& threads,
                    FunctionRef<void(std::uint64_t, std::uint64_t)> progress) {
  check(model, source);
  Evaluator evaluator(model, source.vocabulary_size(), threads);
  const std::size_t examples = std::min(options.examples, source.size(0));
  ExampleBatch batch;
  for (std::size_t i = 0; i < examples;) {
    batch.clear();
    // A batch ends before an example that may not fit.
    do {
      source.append({.epoch = 0, .index = i}, batch);
    } while (++i < examples && batch.tokens() + source.max_length() <= options.batch_tokens);
    evaluator.add(batch);
    progress(i, examples);
  }
  return evaluator.result();
}

}  // namespace albert::train
