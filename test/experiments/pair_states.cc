// pair_states MODEL EXAMPLES [PAIRS]
//
// What a model makes of the pairs in a file of `albert make-data` (all, or so many in random
// order), for fits outside the trainer (builtin_pooler.py). Writes to stdout a row of f32 for each
// pair: its label, 1 for swapped, then the H numbers of [CLS] after the last layer.
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

void write_states(const AlbertModel& model, const train::ExampleBatch& batch, Workspace& workspace,
                  ThreadPool& threads) {
  const std::span<const float> hidden = model.encode_rows(
      batch.view(), std::span(batch.starts).first(batch.sequences()), workspace, threads);
  const auto width = static_cast<std::size_t>(model.config().hidden_size);
  std::vector<float> row;
  for (std::size_t b = 0; b < batch.sequences(); ++b) {
    const auto cls = hidden.subspan(b * width, width);
    row.assign(1, batch.swapped[b]);
    row.insert(row.end(), cls.begin(), cls.end());
    if (std::fwrite(row.data(), sizeof(float), row.size(), stdout) != row.size()) {
      throw std::runtime_error("cannot write");
    }
  }
}

void run(const char* folder, const char* examples, std::size_t most) {
  ThreadPool threads;
  const AlbertModel model =
      AlbertModel::load(folder, {.threads = &threads, .compute_type = ComputeType::bf16});
  const train::ExampleFile file(examples);
  train::FileExamples source(file, 1);
  Workspace workspace;
  const std::size_t pairs = std::min(most, source.size(0));
  train::ExampleBatch batch;
  for (std::size_t i = 0; i < pairs; ++i) {
    source.append({.epoch = 0, .index = i}, batch);
    if (batch.tokens() < kBatchTokens && i + 1 < pairs) continue;
    write_states(model, batch, workspace, threads);
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
