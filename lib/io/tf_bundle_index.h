#ifndef ALBERT_IO_TF_BUNDLE_INDEX_H_
#define ALBERT_IO_TF_BUNDLE_INDEX_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "albert/io/tensor_archive.h"

namespace albert::io {

/// TensorFlow's numbers for the dtypes that we know.
inline constexpr std::array<std::pair<std::uint64_t, DType>, 10> kTfDTypes = {{{1, DType::f32},
                                                                               {2, DType::f64},
                                                                               {3, DType::i32},
                                                                               {4, DType::u8},
                                                                               {5, DType::i16},
                                                                               {6, DType::i8},
                                                                               {9, DType::i64},
                                                                               {10, DType::boolean},
                                                                               {14, DType::bf16},
                                                                               {19, DType::f16}}};

/// Field numbers of the protocol buffers in an index.
namespace tf_field {
inline constexpr unsigned kShards = 1;      // of the header
inline constexpr unsigned kEndianness = 2;  // 0 little, 1 big
inline constexpr unsigned kVersion = 3;
inline constexpr unsigned kProducer = 1;  // of the version
inline constexpr unsigned kDType = 1;     // of an entry
inline constexpr unsigned kShape = 2;
inline constexpr unsigned kShard = 3;
inline constexpr unsigned kOffset = 4;
inline constexpr unsigned kSize = 5;
inline constexpr unsigned kCrc = 6;
inline constexpr unsigned kSlices = 7;
inline constexpr unsigned kDim = 2;  // of a shape
inline constexpr unsigned kUnknownRank = 3;
inline constexpr unsigned kExtent = 1;  // of a dim
}  // namespace tf_field

/// Where a tensor lies: bytes [offset, offset + size) of a shard.
struct TfPlace {
  std::uint64_t shard = 0;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  std::uint32_t masked_crc = 0;
  bool is_sliced = false;  ///< a partitioned variable: its bytes are stored under other keys
};

struct TfIndex {
  std::uint64_t shards = 0;
  std::vector<TensorEntry> entries;
  std::vector<TfPlace> places;  ///< of the entries
};

/// Checks a whole `.index` file in memory. Texts (the object graph of TensorFlow 2) and the slices
/// of partitioned variables are passed over. `file` is only for messages. Throws Error{model}.
TfIndex parse_tf_index(std::span<const std::byte> bytes, const std::filesystem::path& file);

/// "PREFIX.data-00000-of-00001" beside "PREFIX.index".
std::filesystem::path tf_shard(const std::filesystem::path& index, std::uint64_t shard,
                               std::uint64_t shards);

/// "PREFIX.index" of either itself or PREFIX.
std::filesystem::path tf_index_path(const std::filesystem::path& prefix_or_index);

}  // namespace albert::io

#endif  // ALBERT_IO_TF_BUNDLE_INDEX_H_
