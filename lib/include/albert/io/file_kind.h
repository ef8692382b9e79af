#ifndef ALBERT_IO_FILE_KIND_H_
#define ALBERT_IO_FILE_KIND_H_

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

#include "albert/base/error.h"

namespace albert {

/// What a file is, told by its content. A file's name is never believed: people rename weights, and
/// downloads leave pages and pointers under the names of the files that were asked for.
enum class FileKind {
  empty,
  // Weights that albert reads.
  safetensors,
  torch_zip,     ///< torch.save since PyTorch 1.6
  torch_legacy,  ///< torch.save before
  weight_index,  ///< JSON with a `weight_map`: the index of a model in shards
  tf_index,      ///< the `.index` of a TensorFlow checkpoint
  // Files beside weights.
  tf_data,        ///< the `.data-?????-of-?????` of a checkpoint; the one kind told by its name
  tf_meta_graph,  ///< the `.meta` of a checkpoint
  tf_checkpoint_state,  ///< `checkpoint`, which names the newest of several checkpoints
  sentencepiece_model,
  sentencepiece_vocab,  ///< the `.vocab` that is written beside a sentencepiece model, for people
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
  // What downloads leave behind.
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

/// What messages say about a kind.
struct FileKindDescription {
  FileKind kind;
  std::string_view name;  ///< "git-lfs-pointer"
  std::string_view what;  ///< "a Git LFS pointer"
  std::string_view hint;  ///< what to try when another file was wanted; empty: nothing special
};

/// One row per kind, in the order of FileKind.
std::span<const FileKindDescription> file_kinds() noexcept;
const FileKindDescription& describe(FileKind kind) noexcept;

/// The kind of a whole file in memory. Reads a few kilobytes at its ends (JSON and vocabularies up
/// to a few megabytes), believes nothing and never throws: a damaged file is of the kind that it
/// was, so that its reader can say where the damage is. Never `tf_data`.
FileKind recognize(std::span<const std::byte> content) noexcept;

/// The same for a file. Throws Error{io} when it cannot be mapped.
FileKind recognize(const std::filesystem::path& file);

/// Error{model}: "FILE: is a Git LFS pointer, not WANTED (HINT)". `wanted` has its article: "a
/// config.json".
Error wrong_kind(const std::filesystem::path& file, FileKind kind, std::string_view wanted);

}  // namespace albert

#endif  // ALBERT_IO_FILE_KIND_H_
