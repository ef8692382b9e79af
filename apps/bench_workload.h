#ifndef ALBERT_APPS_BENCH_WORKLOAD_H_
#define ALBERT_APPS_BENCH_WORKLOAD_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "albert/config/albert_config.h"
#include "albert/io/text_reader.h"
#include "albert/model/albert_model.h"
#include "albert/tokenizer/tokenizer.h"

namespace albert::apps {

/// Token ids to run through a model, in batches.
class BenchWorkload {
 public:
  /// One batch of `batch` sequences of `seq` ids spread over the vocabulary.
  BenchWorkload(const AlbertConfig& config, std::size_t batch, std::size_t seq);

  /// The lines of a text, truncated to the model's positions, in batches of about 4096 tokens.
  /// Throws Error{io}, and Error{usage} when the text is empty.
  BenchWorkload(const AlbertConfig& config, const std::string& text, const TextOptions& options,
                const Tokenizer& tokenizer);

  std::size_t batches() const noexcept { return batches_.size(); }
  TokenBatch batch(std::size_t index) const noexcept;

  std::size_t sequences() const noexcept { return sequences_; }
  std::size_t tokens() const noexcept { return tokens_; }
  /// Floating-point operations of the encoder for all batches, as counted by `albert params`.
  double flops(const AlbertModel& model) const;

 private:
  struct Batch {
    std::vector<std::int32_t> ids;
    std::vector<std::int32_t> types;
    std::vector<std::size_t> starts = {0};
  };

  void add(std::vector<std::int32_t> ids);

  std::vector<Batch> batches_;
  std::size_t sequences_ = 0;
  std::size_t tokens_ = 0;
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_BENCH_WORKLOAD_H_
