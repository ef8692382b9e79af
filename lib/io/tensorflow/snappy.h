#ifndef ALBERT_IO_TENSORFLOW_SNAPPY_H_
#define ALBERT_IO_TENSORFLOW_SNAPPY_H_

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace albert::io {

/// Uncompresses one snappy block. TensorFlow stores its indexes uncompressed, but may read others.
/// Throws Error{model} for anything that is not well-formed. `file` is only for messages. Memory
/// grows with what really comes out, at most 22 bytes for each that goes in.
std::string uncompress_snappy(std::span<const std::byte> block, const std::filesystem::path& file);

}  // namespace albert::io

#endif  // ALBERT_IO_TENSORFLOW_SNAPPY_H_
