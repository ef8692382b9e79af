#ifndef ALBERT_TRAIN_MODEL_PASS_H_
#define ALBERT_TRAIN_MODEL_PASS_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "albert/base/thread_pool.h"
#include "albert/config/albert_config.h"
#include "albert/model/albert_model.h"
#include "train/kernels/ops.h"

namespace albert::train {

/// One forward pass over a batch, or one forward and backward: what every part of the network needs
/// for it. Borrows everything.
struct Pass {
  const TrainKernels& kernels;
  std::span<const float> parameters;
  float* gradients;                     ///< to which gradients are added; null: forward only
  TokenBatch batch;                     ///< T tokens in B sequences
  std::span<const std::uint64_t> keys;  ///< [B] dropout keys
  Dropout dropout;                      ///< of hidden states; inactive in a pass forward only
  Dropout attention_dropout;            ///< of attention weights; likewise
  Scratch& scratch;
  ThreadPool& threads;

  bool backward() const noexcept { return gradients != nullptr; }
};

/// A pass over a batch, with the dropout of `config`; forward only, and without dropout, where
/// `gradients` is null.
Pass make_pass(const TrainKernels& kernels, const AlbertConfig& config,
               std::span<const float> parameters, const TokenBatch& batch,
               std::span<const std::uint64_t> keys, float* gradients, Scratch& scratch,
               ThreadPool& threads);

/// Numbers of the places in the network where values are dropped, as DropoutKey::site.
inline constexpr std::uint64_t kEmbeddingSite = 0;
inline constexpr std::uint64_t kHeadSite = ~std::uint64_t{0};

/// The places in one layer.
struct LayerSites {
  std::uint64_t attention_output;
  std::uint64_t ffn_output;
  std::uint64_t first_head;  ///< of the attention weights; heads count upwards
};
constexpr LayerSites layer_sites(std::size_t step, std::size_t heads) noexcept {
  const std::uint64_t first = 1 + step * (2 + heads);
  return {first, first + 1, first + 2};
}

/// Drops values of all T tokens, in place.
void drop(const Pass& pass, const Dropout& dropout, std::uint64_t site, Matrix m);
inline void drop(const Pass& pass, std::uint64_t site, Matrix m) {
  drop(pass, pass.dropout, site, m);
}

}  // namespace albert::train

#endif  // ALBERT_TRAIN_MODEL_PASS_H_
