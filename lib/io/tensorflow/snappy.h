#ifndef ALBERT_IO_TENSORFLOW_SNAPPY_H_
#define ALBERT_IO_TENSORFLOW_SNAPPY_H_

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace albert::io {

/// Uncompresses one snappy block. TensorFlow writes indexes uncompressed, but accepts compressed
/// ones. Throws Error{model} for invalid data. `file` is only for messages. Memory grows with the
/// output, at most 22 bytes per input byte.
std::string uncompress_snappy(std::span<const std::byte> block, const std::filesystem::path& file);

}  // namespace albert::io

#endif  // ALBERT_IO_TENSORFLOW_SNAPPY_H_
