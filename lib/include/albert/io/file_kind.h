#ifndef ALBERT_IO_FILE_KIND_H_
#define ALBERT_IO_FILE_KIND_H_

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

#include "albert/base/error.h"

namespace albert {

/// The kind of a file by its content. File names are not used: weights are often renamed, and
/// failed downloads leave web pages and pointers under the names of other files.
enum class FileKind {
  empty,
  // Weights that albert reads.
  safetensors,
  torch_zip,     ///< torch.save since PyTorch 1.6
  torch_legacy,  ///< torch.save before PyTorch 1.6
  weight_index,  ///< JSON with a `weight_map`: the index of a model in shards
  tf_index,      ///< the `.index` of a TensorFlow checkpoint
  // Files beside weights.
  tf_data,              ///< the `.data-?????-of-?????` of a checkpoint; recognized by its name
  tf_meta_graph,        ///< the `.meta` of a checkpoint
  tf_checkpoint_state,  ///< `checkpoint`, which names the newest of several checkpoints
  sentencepiece_model,
  sentencepiece_vocab,  ///< the readable `.vocab` that is written beside a sentencepiece model
  wordpiece_vocab,      ///< `vocab.txt`
  tokenizer_json,       ///< of the tokenizers library
  // Weights of other kinds.
  torch_script,
  tf_v1_checkpoint,
  tf_saved_model,
  tf_graph,
  hdf5,
  keras_archive,
  flax_msgpack,
  onnx,
  gguf,
  pickle,
  npy,
  npz,
  // Failed or unpacked downloads.
  git_lfs_pointer,
  web_page,
  tar,
  gzip,
  zip,
  bzip2,
  xz,
  zstd,
  seven_zip,
  // Texts and data.
  example_file,  ///< of `albert make-data`
  token_cache,   ///< a corpus cache (docs/formats.md)
  json,          ///< any other JSON object or list
  json_lines,
  utf16_text,  ///< with a byte order mark
  utf32_text,
  text,
  unknown,
};

/// Texts about a kind for messages.
struct FileKindDescription {
  FileKind kind;
  std::string_view name;  ///< "git-lfs-pointer"
  std::string_view what;  ///< "a Git LFS pointer"
  std::string_view hint;  ///< remedy when another kind was expected; may be empty
};

/// One row per kind, in the order of FileKind.
std::span<const FileKindDescription> file_kinds() noexcept;
const FileKindDescription& describe(FileKind kind) noexcept;

/// The kind of a file in memory. Reads a few kilobytes at both ends (of JSON and vocabularies up to
/// a few megabytes). Never throws, and does not validate: a damaged file keeps its kind, so that
/// its reader can report the damage. Never returns `tf_data`.
FileKind recognize(std::span<const std::byte> content) noexcept;

/// The same for a file. Throws Error{io} when it cannot be mapped.
FileKind recognize(const std::filesystem::path& file);

/// Error{model}: "FILE: is a Git LFS pointer, not WANTED (HINT)". `wanted` includes the article:
/// "a config.json".
Error wrong_kind(const std::filesystem::path& file, FileKind kind, std::string_view wanted);

}  // namespace albert

#endif  // ALBERT_IO_FILE_KIND_H_
