#ifndef ALBERT_IO_BINARY_KIND_H_
#define ALBERT_IO_BINARY_KIND_H_

#include <cstddef>
#include <span>

#include "albert/io/file_kind.h"

namespace albert::io {

/// What a whole file is by its signature, or by the structure of formats that have none; `unknown`
/// for texts and anything else. Reads a few kilobytes at both ends.
FileKind binary_kind(std::span<const std::byte> content) noexcept;

/// What a protocol buffer without any signature is, by the fields at its beginning.
FileKind protobuf_kind(std::span<const std::byte> content) noexcept;

}  // namespace albert::io

#endif  // ALBERT_IO_BINARY_KIND_H_
