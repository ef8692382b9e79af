#ifndef ALBERT_IO_TENSORFLOW_DESCRIPTION_H_
#define ALBERT_IO_TENSORFLOW_DESCRIPTION_H_

#include <array>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <utility>
#include <vector>

#include "albert/base/tensor.h"
#include "io/tensorflow/slices.h"

namespace albert::io {

/// TensorFlow's numbers for the supported dtypes.
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
inline constexpr unsigned kLength = 1;  // of a dim
inline constexpr unsigned kExtent = 1;  // of a slice
inline constexpr unsigned kFirst = 1;   // of an extent
inline constexpr unsigned kCount = 2;
}  // namespace tf_field

/// Bytes [offset, offset + size) of a shard.
struct TfByteRange {
  std::uint64_t shard = 0;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  std::uint32_t masked_crc = 0;
};

/// The description of a tensor, or of a slice of a partitioned one, in an index. Unchecked.
struct TfDescription {
  std::uint64_t dtype = 0;
  Shape shape;
  TfByteRange range;
  std::vector<TfSlice> slices;  ///< if any, only they have bytes
};

/// Reads one protocol buffer of the index `file`. Throws Error{model} naming `tensor`.
TfDescription parse_tf_description(std::string_view bytes, const std::filesystem::path& file,
                                   std::string_view tensor);

}  // namespace albert::io

#endif  // ALBERT_IO_TENSORFLOW_DESCRIPTION_H_
