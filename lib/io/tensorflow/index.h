#ifndef ALBERT_IO_TENSORFLOW_INDEX_H_
#define ALBERT_IO_TENSORFLOW_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "albert/io/tensor_archive.h"
#include "io/strided_copy.h"
#include "io/tensorflow/description.h"

namespace albert::io {

/// Bytes of a shard, and their elements in the tensor.
struct TfStoredSlice {
  TfByteRange range;
  StridedLayout layout;  ///< in the dense tensor
};

struct TfIndex {
  std::uint64_t shards = 0;
  std::vector<TensorEntry> entries;
  /// The slices of each entry, which together have each of its elements exactly once. Only
  /// partitioned variables have several.
  std::vector<std::vector<TfStoredSlice>> slices;
};

/// Parses and checks an `.index` file in memory. Strings (the object graph of TensorFlow 2) and
/// unreferenced slices are skipped. `file` is only for messages. Throws Error{model}.
TfIndex parse_tf_index(std::span<const std::byte> bytes, const std::filesystem::path& file);

/// "PREFIX.data-00000-of-00001" for "PREFIX.index".
std::filesystem::path tf_shard(const std::filesystem::path& index, std::uint64_t shard,
                               std::uint64_t shards);

/// "PREFIX.index" for either itself or PREFIX.
std::filesystem::path tf_index_path(const std::filesystem::path& prefix_or_index);

}  // namespace albert::io

#endif  // ALBERT_IO_TENSORFLOW_INDEX_H_
