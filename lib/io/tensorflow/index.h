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

/// Bytes of a shard, and which elements of a tensor they are.
struct TfStoredSlice {
  TfByteRange range;
  StridedLayout layout;  ///< in the dense tensor
};

struct TfIndex {
  std::uint64_t shards = 0;
  std::vector<TensorEntry> entries;
  /// Of each entry. Together they hold each of its elements exactly once, so that the only slice of
  /// one is the tensor; partitioned variables have several.
  std::vector<std::vector<TfStoredSlice>> slices;
};

/// Checks a whole `.index` file in memory. Texts (the object graph of TensorFlow 2) and slices that
/// no tensor mentions are passed over. `file` is only for messages. Throws Error{model}.
TfIndex parse_tf_index(std::span<const std::byte> bytes, const std::filesystem::path& file);

/// "PREFIX.data-00000-of-00001" beside "PREFIX.index".
std::filesystem::path tf_shard(const std::filesystem::path& index, std::uint64_t shard,
                               std::uint64_t shards);

/// "PREFIX.index" of either itself or PREFIX.
std::filesystem::path tf_index_path(const std::filesystem::path& prefix_or_index);

}  // namespace albert::io

#endif  // ALBERT_IO_TENSORFLOW_INDEX_H_
