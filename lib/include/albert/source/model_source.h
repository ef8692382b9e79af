#ifndef ALBERT_SOURCE_MODEL_SOURCE_H_
#define ALBERT_SOURCE_MODEL_SOURCE_H_

#include <array>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "albert/base/error.h"
#include "albert/base/named_values.h"
#include "albert/config/albert_config.h"
#include "albert/config/heads.h"
#include "albert/config/labels.h"
#include "albert/config/tensor_catalogue.h"
#include "albert/io/sentence_transformers.h"
#include "albert/io/tensor_archive.h"

namespace albert {

/// The naming scheme of a checkpoint's tensors.
enum class NameLayout {
  hugging_face,
  google,            ///< google-research/albert, TensorFlow
  brightmart,        ///< albert_zh, TensorFlow
  google_torch,      ///< the same two in the spelling of PyTorch ports
  brightmart_torch,  ///< (lonePatient/albert_pytorch)
};
constexpr auto named_values(NameLayout) {
  return std::to_array<NamedValue<NameLayout>>(
      {{NameLayout::hugging_face, "hugging-face"},
       {NameLayout::google, "google"},
       {NameLayout::brightmart, "brightmart"},
       {NameLayout::google_torch, "google-torch"},
       {NameLayout::brightmart_torch, "brightmart-torch"}});
}

/// How a tensor of the model is computed from stored tensors.
enum class Treatment {
  as_is,
  transposed,         ///< stored [in, out], as TensorFlow does
  folded,             ///< the product of two stored factors (brightmart's word embeddings)
  folded_transposed,  ///< the same with the second factor stored [out, in], as PyTorch does
  identity,           ///< not stored: the projection, which Google's E = H models omit
  zeros,              ///< not stored: the bias of that projection
};
constexpr auto named_values(Treatment) {
  return std::to_array<NamedValue<Treatment>>({{Treatment::as_is, "as is"},
                                               {Treatment::transposed, "transposed"},
                                               {Treatment::folded, "folded"},
                                               {Treatment::folded_transposed, "folded"},
                                               {Treatment::identity, "identity"},
                                               {Treatment::zeros, "zeros"}});
}

struct TensorOrigin {
  Treatment treatment = Treatment::as_is;
  std::size_t entry = TensorArchive::npos;   ///< index in stored(); npos if not stored
  std::size_t factor = TensorArchive::npos;  ///< index in stored() of the right factor, if folded
};

/// The use of a stored tensor.
enum class StoredUse {
  mapped,        ///< is (or is folded into) a tensor of the model
  carried,       ///< a fine-tuned head (`classifier.*`, `qa_outputs.*`)
  scale,         ///< the scales of an int8 tensor
  duplicate,     ///< repeats another tensor
  skipped,       ///< not a weight: optimizer slots, counters
  unrecognized,  ///< unknown, or part of a head without a counterpart (see detail)
};
constexpr auto named_values(StoredUse) {
  return std::to_array<NamedValue<StoredUse>>({{StoredUse::mapped, "mapped"},
                                               {StoredUse::carried, "carried"},
                                               {StoredUse::scale, "scale"},
                                               {StoredUse::duplicate, "duplicate"},
                                               {StoredUse::skipped, "skipped"},
                                               {StoredUse::unrecognized, "unrecognized"}});
}

struct StoredTensor {
  StoredUse use = StoredUse::unrecognized;
  std::string detail;  ///< the name of the tensor it becomes or repeats, or why it is skipped
};

/// A file of a model's tokenizer.
struct TokenizerFile {
  std::filesystem::path path;
  std::string name;  ///< its name in a Hugging Face style folder
};

/// A model has no config, and none was given.
class MissingConfig : public Error {
 public:
  using Error::Error;
};

/// A model of any supported layout and container: Hugging Face's safetensors and PyTorch files,
/// also with the prefixes of training programs, Google's TensorFlow checkpoints (also as TF-Hub
/// module or SavedModel) and brightmart's. Every command that runs or shows a model opens it here.
/// Opening reads only the directories of files; tensors() reads one tensor at a time. Const and
/// thread-safe.
class ModelSource {
 public:
  struct Options {
    std::filesystem::path config = {};     ///< replaces the config beside the weights
    std::filesystem::path tokenizer = {};  ///< file or folder; replaces the one beside the weights
    bool guess_config = false;             ///< a config is not needed; see config_is_guess()
  };

  /// `path` is a folder, a weight file, or a TensorFlow checkpoint's prefix or any of its files.
  /// Files are recognized by content (albert/io/file_kind.h). Throws Error{model} when weights or
  /// config are missing or cannot be read; problems() has tensors that do not match the config.
  static ModelSource open(const std::filesystem::path& path, const Options& options);
  static ModelSource open(const std::filesystem::path& path) { return open(path, Options()); }

  /// The same from an archive with the names of any layout, and the text of a config in any
  /// dialect, with the name of its file; without a name, the config is guessed.
  ModelSource(std::shared_ptr<const TensorArchive> stored, std::string_view config_json,
              const std::filesystem::path& config_file);

  /// The same with a known config, for archives without a config file.
  ModelSource(std::shared_ptr<const TensorArchive> stored, const AlbertConfig& config);

  /// The stored tensors under their stored names.
  const TensorArchive& stored() const noexcept { return *stored_; }
  NameLayout layout() const noexcept { return layout_; }

  /// The config of the model in tensors() (E = H for brightmart's), with Hugging Face's meaning of
  /// every field.
  const AlbertConfig& config() const noexcept { return config_; }
  const std::filesystem::path& config_file() const noexcept { return config_file_; }
  /// True without a config file: the sizes are those of the tensors; layers, heads and activation
  /// are unknown. Such a source can be inspected, but not run.
  bool config_is_guess() const noexcept { return config_is_guess_; }
  /// The text of a Hugging Face config.json, for fields that AlbertConfig does not have; or empty.
  const std::string& config_json() const noexcept { return config_json_; }

  const ModelParts& parts() const noexcept { return parts_; }

  /// The heads that the tensors and the config's `architectures` allow, in the order of
  /// head_traits(). A classifier may be that of several tasks where the config names no class.
  std::span<const Head> heads() const noexcept { return heads_; }
  bool has(Head head) const noexcept;
  /// Why the file's fine-tuned head is not among them: a tensor that is missing or of another shape
  /// than the config asks for; empty otherwise. The rest of the model is usable all the same.
  const std::string& head_problem() const noexcept { return head_problem_; }
  /// Throws Error{model} unless the model has this head: what is missing, or what it is instead.
  void require(Head head) const;

  /// What the fine-tuned head's outputs are called. Throws Error{model} as read_labels() does.
  Labels labels() const;

  /// Whether the matrices are stored as int8 (docs/formats.md).
  bool stores_int8() const noexcept;

  /// The model under Hugging Face's canonical names, in the order of the catalogue and then the
  /// carried heads. Tensors of transposed or folded origin are computed when read.
  const std::shared_ptr<const TensorArchive>& tensors() const noexcept { return tensors_; }
  /// The origin of each of them; parallel to tensors()->entries().
  std::span<const TensorOrigin> origins() const noexcept { return origins_; }
  /// The use of each stored tensor; parallel to stored().entries().
  std::span<const StoredTensor> uses() const noexcept { return uses_; }

  /// Why tensors() are not a complete ALBERT: missing tensors (the first names, and unknown tensors
  /// present instead), shapes that differ from the config (both are shown), duplicates that differ.
  /// Empty for a complete model.
  std::span<const std::string> problems() const noexcept { return problems_; }
  /// Throws Error{model} with the first problems, one per line, if there are any.
  void check() const;
  /// Names of the catalogue's tensors that are missing (some components are optional).
  std::span<const std::string> missing() const noexcept { return missing_; }
  /// Notes for the user: prefixes that were removed, tensors that were generated or folded.
  std::span<const std::string> notes() const noexcept { return notes_; }

  std::span<const TokenizerFile> tokenizer_files() const noexcept { return tokenizer_files_; }

  /// Set when a folder of sentence-transformers was opened.
  const std::optional<SentenceTransformer>& sentence_transformer() const noexcept {
    return sentence_transformer_;
  }

 private:
  // `json` null: config_ is known.
  void resolve(const std::string_view* json);
  void read_config(std::string_view json, std::span<const std::string> names);
  void count_scales(const TensorArchive& plain);

  std::shared_ptr<const TensorArchive> stored_;
  std::shared_ptr<const TensorArchive> tensors_;
  std::filesystem::path config_file_;
  std::string config_json_;
  bool config_is_guess_ = false;
  AlbertConfig config_;
  ModelParts parts_;
  std::vector<Head> heads_;
  std::string head_problem_;
  NameLayout layout_ = NameLayout::hugging_face;
  std::vector<TensorOrigin> origins_;
  std::vector<StoredTensor> uses_;
  std::vector<std::string> problems_;
  std::vector<std::string> missing_;
  std::vector<std::string> notes_;
  std::vector<TokenizerFile> tokenizer_files_;
  std::optional<SentenceTransformer> sentence_transformer_;
};

}  // namespace albert

#endif  // ALBERT_SOURCE_MODEL_SOURCE_H_
