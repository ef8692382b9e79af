#ifndef ALBERT_MODEL_ALBERT_MODEL_H_
#define ALBERT_MODEL_ALBERT_MODEL_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "albert/base/function_ref.h"
#include "albert/base/thread_pool.h"
#include "albert/config/albert_config.h"
#include "albert/config/tensor_catalogue.h"
#include "albert/io/tensor_archive.h"
#include "albert/kernels/compute_type.h"
#include "albert/source/model_source.h"

namespace albert {

/// Sequences to run together, packed end to end without padding: T tokens in B sequences.
/// Borrowed memory; nothing is copied.
struct TokenBatch {
  std::span<const std::int32_t> input_ids;          ///< [T], each < vocab_size
  std::span<const std::int32_t> token_type_ids;     ///< [T], each < type_vocab_size
  std::span<const std::size_t> starts;              ///< [B+1], starts[b]..starts[b+1] is sequence b
  std::span<const std::int32_t> position_ids = {};  ///< [T], or empty: 0, 1, … in each sequence
  std::span<const std::uint8_t> attention_mask = {};  ///< [T], 0 = masked as key; or empty

  std::size_t tokens() const noexcept { return input_ids.size(); }
  std::size_t sequences() const noexcept { return starts.empty() ? 0 : starts.size() - 1; }
};

/// Scratch memory for the forward passes of one caller. Grows to the largest batch (linearly in its
/// tokens) and is reused. Not to be shared between concurrent calls.
class Workspace {
 public:
  Workspace();
  ~Workspace();
  Workspace(Workspace&&) noexcept;
  Workspace& operator=(Workspace&&) noexcept;

 private:
  friend class AlbertModel;
  struct State;
  std::unique_ptr<State> state_;
};

/// An ALBERT with packed weights. Const after loading: any number of threads may run it, each with
/// its own Workspace and ThreadPool. The results of a sequence are bit-identical for any batch and
/// any number of threads.
class AlbertModel {
 public:
  struct Options {
    ThreadPool* threads = nullptr;  ///< used while packing weights; null: the caller's thread only
    std::string_view isa = {};      ///< instruction set; empty: default_isa()
    ComputeType compute_type = ComputeType::f32;  ///< of the encoder's products
    ModelParts parts = kAllParts;  ///< optional components to load if the files have them
  };

  /// Loads a model of any layout and container from its folder or a file in it, as
  /// ModelSource::open does. Throws Error{model} naming file and tensor when a tensor is missing,
  /// has the wrong shape or is damaged; heads and pooler may be missing (see parts()).
  static AlbertModel load(const std::filesystem::path& folder, const Options& options);
  static AlbertModel load(const std::filesystem::path& folder) { return load(folder, Options()); }

  /// The same from an open source. The model keeps its archive: embedding tables are read from the
  /// mapped file. Throws Error{model} when the source has problems.
  AlbertModel(const ModelSource& source, const Options& options);
  /// The same from an open archive with the names of any layout.
  AlbertModel(const AlbertConfig& config, std::shared_ptr<const TensorArchive> weights,
              const Options& options);
  ~AlbertModel();
  AlbertModel(AlbertModel&&) noexcept;
  AlbertModel& operator=(AlbertModel&&) noexcept;

  const AlbertConfig& config() const noexcept;
  /// Which optional components are loaded: present in the files and requested.
  const ModelParts& parts() const noexcept;
  /// Name of the instruction set whose kernels run (see available_isas()).
  std::string_view isa() const noexcept;
  ComputeType compute_type() const noexcept;

  /// Called with hidden states [T, H]: once with the projected embeddings (layer 0), then after
  /// each of num_hidden_layers layers. The span is valid during the call only.
  using LayerObserver = FunctionRef<void(std::size_t layer, std::span<const float> hidden)>;

  /// Runs embeddings and encoder. Returns hidden states [T, H], owned by `workspace` and valid
  /// until the next call with it. Ids must be in range (checked by callers; see check()).
  std::span<const float> forward(const TokenBatch& batch, Workspace& workspace,
                                 ThreadPool& threads) const;
  std::span<const float> forward(const TokenBatch& batch, Workspace& workspace, ThreadPool& threads,
                                 LayerObserver observer) const;

  /// The same hidden states of some rows only, [n, H]: after its attention, the last layer computes
  /// only these rows. `rows` ascend, each < T.
  std::span<const float> forward_rows(const TokenBatch& batch, std::span<const std::size_t> rows,
                                      Workspace& workspace, ThreadPool& threads) const;

  /// tanh(W·h + b) of the given rows of hidden states [n, H] → [n, H]. Needs the part pooler.
  void pool(std::span<const float> rows, std::span<float> pooled, Workspace& workspace,
            ThreadPool& threads) const;

  /// Outputs of a head that is one linear layer: sop_head, classifier or qa_outputs.
  std::size_t head_outputs(Component head) const;

  /// Logits [n, head_outputs] of such a head: W·x + b of rows [n, H], pooled ones or hidden states
  /// as the head reads them (HeadTraits::input). SOP: index 0 = in order, 1 = swapped. Needs the
  /// part.
  void head_logits(Component head, std::span<const float> rows, std::span<float> logits,
                   Workspace& workspace, ThreadPool& threads) const;

  /// MLM logits [n, V] of rows [n, H] of hidden states. Needs the part mlm_head.
  void mlm_logits(std::span<const float> rows, std::span<float> logits, Workspace& workspace,
                  ThreadPool& threads) const;

  /// The problem of an invalid batch (id, type or position out of range); or empty.
  std::string check(const TokenBatch& batch) const;

 private:
  struct State;

  std::unique_ptr<const State> state_;
};

}  // namespace albert

#endif  // ALBERT_MODEL_ALBERT_MODEL_H_
