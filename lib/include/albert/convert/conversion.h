#ifndef ALBERT_CONVERT_CONVERSION_H_
#define ALBERT_CONVERT_CONVERSION_H_

#include <array>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "albert/base/function_ref.h"
#include "albert/base/named_values.h"
#include "albert/base/thread_pool.h"
#include "albert/io/model_folder.h"
#include "albert/source/model_source.h"

namespace albert {

/// The file format of a converted model. The result is a folder with config and tokenizer.
enum class Container {
  safetensors,  ///< model.safetensors, Hugging Face's names
  torch,        ///< pytorch_model.bin, Hugging Face's names
  tf,           ///< model.ckpt.{index,data-00000-of-00001}, Google's names
};
constexpr auto named_values(Container) {
  return std::to_array<NamedValue<Container>>({{Container::safetensors, "safetensors"},
                                               {Container::torch, "torch"},
                                               {Container::tf, "tf"}});
}

struct ConversionOptions {
  Container container = Container::safetensors;
  /// f32, f16, bf16 or i8; not set: as stored. i8 quantizes the matrices of the matrix products
  /// (including the word embeddings, which are the MLM decoder) with one scale per output row, and
  /// keeps the rest as f32; docs/formats.md has the scheme. Only for safetensors.
  std::optional<DType> dtype = std::nullopt;
  /// Adds a tokenizer.json generated from the other tokenizer files, and a missing tokenizer_class
  /// to tokenizer_config.json, so that transformers 5 loads the tokenizer.
  bool tokenizer_json = false;
};

/// One tensor of the result.
struct ConversionStep {
  std::size_t tensor;  ///< index in the source's tensors()
  std::string target;  ///< name in the result
  DType dtype;         ///< i8: quantized, followed by a scale tensor
  bool transposed;     ///< written transposed, for TensorFlow
};

/// The plan of a conversion and its execution, one tensor at a time. The source must outlive it.
class Conversion {
 public:
  /// Throws Error{model} when the source has problems, or a model that the container's layout
  /// cannot represent; Error{usage} for an invalid combination of options.
  Conversion(const ModelSource& source, const ConversionOptions& options);

  const ModelSource& source() const noexcept { return source_; }
  std::span<const ConversionStep> steps() const noexcept { return steps_; }

  /// Notes about the result for the user, in addition to the source's notes.
  std::span<const std::string> notes() const noexcept { return notes_; }

  /// True when all values of the result are bit-identical to source().tensors().
  bool is_exact() const noexcept { return exact_; }

  /// Called with the complete folder under its temporary name; an exception undoes the conversion.
  using Inspection = FunctionRef<void(const std::filesystem::path& folder)>;

  /// Writes the folder `target`: under a hidden name beside it, which is renamed after the result
  /// was opened again as a complete model. A target that is not new or empty is refused with
  /// Error{usage}, unless it is a model folder and `replace` is set (see check_folder_target); a
  /// target that holds a file of the source is always refused. Returns the replaced content. Throws
  /// Error{io}, and Error{model} when the source is damaged. Memory: a few MB per thread, and one
  /// tensor if the source is folded, partitioned or int8. Without `threads`, all processors are
  /// used.
  FolderContent write(const std::filesystem::path& target, bool replace) const;
  FolderContent write(const std::filesystem::path& target, bool replace, ThreadPool& threads,
                      Inspection inspect) const;

 private:
  void plan_tensor(std::size_t index, std::string target, bool transposed, bool quantizable);
  void plan_for_hugging_face();
  void plan_for_google();
  void check_identity_mapping() const;
  bool is_quantized(const ConversionStep& step) const;
  void check_source_apart(const std::filesystem::path& target) const;
  void write_into(const std::filesystem::path& folder, ThreadPool& threads) const;
  void write_weights(const std::filesystem::path& folder, ThreadPool& threads) const;

  const ModelSource& source_;
  ConversionOptions options_;
  std::vector<ConversionStep> steps_;
  std::vector<std::string> notes_;
  bool exact_ = true;
};

}  // namespace albert

#endif  // ALBERT_CONVERT_CONVERSION_H_
