// pair_states MODEL EXAMPLES [PAIRS]
//
// What a model sees of the pairs in a file of `albert make-data` (all, or so many in random order),
// for fits outside the trainer.
// Writes to stdout a row of f32 for each pair: its label, then five states of H numbers: [CLS]
// after the last layer; before it [CLS], the mean of A's tokens, the mean of B's, and the first
// [SEP].
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "albert/base/thread_pool.h"
#include "albert/model/albert_model.h"
#include "albert/train/example_file.h"
#include "albert/train/file_examples.h"

namespace {

using namespace albert;

constexpr std::size_t kBatchTokens = 8192;

/// [CLS] A [SEP] B [SEP]: A ends before the first token of type 1, less its [SEP].
std::size_t middle_of(const train::ExampleBatch& batch, std::size_t first, std::size_t end) {
  const auto types = std::span(batch.token_type_ids).subspan(first, end - first);
  const auto second = std::find(types.begin(), types.end(), 1);
  return first + static_cast<std::size_t>(second - types.begin()) - 1;
}

void write(const std::vector<float>& row) {
  if (std::fwrite(row.data(), sizeof(float), row.size(), stdout) != row.size()) {
    throw std::runtime_error("cannot write");
  }
}

class States {
 public:
  States(const AlbertModel& model, ThreadPool& threads)
      : model_(model),
        threads_(threads),
        layers_(static_cast<std::size_t>(model.config().num_hidden_layers)),
        width_(static_cast<std::size_t>(model.config().hidden_size)) {}

  void write_pairs(const train::ExampleBatch& batch) {
    std::vector<float> before;
    std::span<const float> after = model_.encode(
        batch.view(), workspace_, threads_, [&](std::size_t layer, std::span<const float> hidden) {
          if (layer + 1 == layers_) before.assign(hidden.begin(), hidden.end());
        });
    for (std::size_t b = 0; b < batch.sequences(); ++b) {
      const std::size_t first = batch.starts[b];
      const std::size_t end = batch.starts[b + 1];
      const std::size_t middle = middle_of(batch, first, end);
      row_.assign(1, batch.swapped[b]);
      add_mean(after, first, first + 1);
      add_mean(before, first, first + 1);
      add_mean(before, first + 1, middle);
      add_mean(before, middle + 1, end - 1);
      add_mean(before, middle, middle + 1);
      write(row_);
    }
  }

 private:
  void add_mean(std::span<const float> hidden, std::size_t first, std::size_t end) {
    const std::size_t at = row_.size();
    row_.resize(at + width_);
    for (std::size_t token = first; token < end; ++token) {
      for (std::size_t i = 0; i < width_; ++i) {
        row_[at + i] += hidden[token * width_ + i] / static_cast<float>(end - first);
      }
    }
  }

  const AlbertModel& model_;
  ThreadPool& threads_;
  std::size_t layers_;
  std::size_t width_;
  Workspace workspace_;
  std::vector<float> row_;
};

void run(const char* folder, const char* examples, std::size_t most) {
  ThreadPool threads;
  const AlbertModel model =
      AlbertModel::load(folder, {.threads = &threads, .compute_type = ComputeType::bf16});
  const train::ExampleFile file(examples);
  train::FileExamples source(file, 1);
  States states(model, threads);
  const std::size_t pairs = std::min(most, source.size(0));
  train::ExampleBatch batch;
  for (std::size_t i = 0; i < pairs; ++i) {
    source.append({.epoch = 0, .index = i}, batch);
    if (batch.tokens() < kBatchTokens && i + 1 < pairs) continue;
    states.write_pairs(batch);
    batch.clear();
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || argc > 4) {
    std::cerr << "usage: pair_states MODEL EXAMPLES [PAIRS] > STATES\n";
    return 2;
  }
  try {
    run(argv[1], argv[2], argc > 3 ? std::stoul(argv[3]) : SIZE_MAX);
  } catch (const std::exception& error) {
    std::cerr << "pair_states: " << error.what() << '\n';
    return 1;
  }
  return 0;
}
