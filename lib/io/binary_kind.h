#ifndef ALBERT_IO_BINARY_KIND_H_
#define ALBERT_IO_BINARY_KIND_H_

#include <cstddef>
#include <span>

#include "albert/io/file_kind.h"

namespace albert::io {

/// The kind of a file by its signature, or by its structure for formats without one; `unknown` for
/// texts and other files. Reads a few kilobytes at both ends.
FileKind binary_kind(std::span<const std::byte> content) noexcept;

/// The kind of a protocol buffer without signature, by its first fields.
FileKind protobuf_kind(std::span<const std::byte> content) noexcept;

}  // namespace albert::io

#endif  // ALBERT_IO_BINARY_KIND_H_
