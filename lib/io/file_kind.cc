#include "albert/io/file_kind.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include <fmt/format.h>

#include "albert/base/mapped_file.h"
#include "io/binary_kind.h"
#include "io/text_kind.h"

namespace albert {
namespace {

using enum FileKind;

constexpr std::string_view kUnpack = "unpack it and name the folder or file that it holds";
constexpr std::string_view kStateDict = "in Python: torch.save(model.state_dict(), FILE)";

constexpr std::array kKinds = std::to_array<FileKindDescription>({
    {empty, "empty", "an empty file", "copy or download it again"},
    {safetensors, "safetensors", "a safetensors file", ""},
    {torch_zip, "torch-zip", "a PyTorch file (torch.save)", ""},
    {torch_legacy, "torch-legacy", "a PyTorch file (torch.save before 1.6)", ""},
    {weight_index, "weight-index", "the index of weights in shards", ""},
    {tf_index, "tf-index", "the index of a TensorFlow checkpoint", ""},
    {tf_data, "tf-data", "a data file of a TensorFlow checkpoint",
     "it belongs to the .index beside it"},
    {tf_meta_graph, "tf-meta-graph",
     "the graph of a TensorFlow checkpoint (.meta), without weights",
     "the weights are in the .index and .data files beside it"},
    {tf_checkpoint_state, "tf-checkpoint-state",
     "TensorFlow's list of checkpoints, without weights",
     "the weights are in the .index and .data files that it names"},
    {sentencepiece_model, "sentencepiece-model", "a sentencepiece model", ""},
    {sentencepiece_vocab, "sentencepiece-vocab",
     "the list of pieces that sentencepiece writes beside its model",
     "the .model file beside it is the tokenizer"},
    {wordpiece_vocab, "wordpiece-vocab", "a WordPiece vocabulary", ""},
    {tokenizer_json, "tokenizer-json", "a tokenizer.json", ""},
    {torch_script, "torch-script", "a TorchScript program", kStateDict},
    {tf_v1_checkpoint, "tf-v1-checkpoint", "a TensorFlow checkpoint of the old format (V1)",
     "in TensorFlow, restore it and save it with tf.compat.v1.train.Saver, which writes V2"},
    {tf_saved_model, "tf-saved-model", "the graph of a TensorFlow SavedModel, without weights",
     "the weights are in the folder variables/ beside it"},
    {tf_graph, "tf-graph", "a frozen TensorFlow graph",
     "the checkpoint that it was made from has the weights under their names"},
    {hdf5, "hdf5", "an HDF5 file, as Keras writes it",
     "in Python, transformers 4 reads it: AlbertForMaskedLM.from_pretrained(FOLDER, from_tf=True)"
     ".save_pretrained(NEW_FOLDER)"},
    {keras_archive, "keras-archive", "a Keras model archive",
     "the PyTorch or TensorFlow checkpoint of the same model is needed"},
    {flax_msgpack, "flax-msgpack", "a Flax file (msgpack)",
     "in Python, transformers 4 reads it: AlbertForMaskedLM.from_pretrained(FOLDER, "
     "from_flax=True).save_pretrained(NEW_FOLDER)"},
    {onnx, "onnx", "an ONNX model", "the model that it was exported from is needed"},
    {gguf, "gguf", "a GGUF file", "the model that it was made from is needed"},
    {pickle, "pickle", "a Python pickle that torch.save did not write", kStateDict},
    {npy, "npy", "a NumPy array (.npy)", ""},
    {npz, "npz", "an archive of NumPy arrays (.npz)", ""},
    {git_lfs_pointer, "git-lfs-pointer", "a Git LFS pointer",
     "the file itself was not downloaded: git lfs pull fetches it"},
    {web_page, "web-page", "a web page", "the download failed: get the file itself"},
    {tar, "tar", "a tar archive", kUnpack},
    {gzip, "gzip", "a gzip archive", kUnpack},
    {zip, "zip", "a zip archive", kUnpack},
    {bzip2, "bzip2", "a bzip2 archive", kUnpack},
    {xz, "xz", "an xz archive", kUnpack},
    {zstd, "zstd", "a Zstandard archive", kUnpack},
    {seven_zip, "7z", "a 7-Zip archive", kUnpack},
    {example_file, "example-file", "a file of training examples", ""},
    {token_cache, "token-cache", "a corpus cache", ""},
    {json, "json", "a JSON file", ""},
    {json_lines, "json-lines", "a file of JSON lines", ""},
    {utf16_text, "utf-16-text", "a text file in UTF-16", ""},
    {utf32_text, "utf-32-text", "a text file in UTF-32", ""},
    {text, "text", "a text file", ""},
    {unknown, "unknown", "a file of an unknown kind", "it may be damaged or truncated"},
});

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (static_cast<std::size_t>(kKinds[i].kind) != i) return false;
  }
  return kKinds.size() == static_cast<std::size_t>(unknown) + 1;
}
static_assert(is_in_order());

// "NAME.data-00000-of-00001"
bool is_named_as_data(std::string_view name) {
  constexpr std::string_view kShape = ".data-00000-of-00001";
  if (name.size() <= kShape.size()) return false;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return std::ranges::equal(
      name.substr(name.size() - kShape.size()), kShape,
      [&](char c, char shape) { return is_digit(shape) ? is_digit(c) : c == shape; });
}

}  // namespace

std::span<const FileKindDescription> file_kinds() noexcept {
  return kKinds;
}

const FileKindDescription& describe(FileKind kind) noexcept {
  return kKinds[static_cast<std::size_t>(kind)];
}

FileKind recognize(std::span<const std::byte> content) noexcept {
  if (content.empty()) return empty;
  const std::string_view bytes(reinterpret_cast<const char*>(content.data()), content.size());
  const FileKind binary = io::binary_kind(content);
  return binary != unknown ? binary : io::text_kind(bytes);
}

FileKind recognize(const std::filesystem::path& file) {
  const FileKind kind = recognize(MappedFile(file).bytes());
  const bool tells_nothing = kind == unknown || kind == text || kind == empty;
  return tells_nothing && is_named_as_data(file.filename().string()) ? tf_data : kind;
}

Error wrong_kind(const std::filesystem::path& file, FileKind kind, std::string_view wanted) {
  const FileKindDescription& is = describe(kind);
  return Error(ErrorCode::model, fmt::format("is {}, not {}", is.what, wanted), file.string(),
               is.hint);
}

}  // namespace albert
