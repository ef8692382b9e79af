#ifndef ALBERT_IO_TEXT_KIND_H_
#define ALBERT_IO_TEXT_KIND_H_

#include <string_view>

#include "albert/io/file_kind.h"

namespace albert::io {

/// The kind of a text file; `unknown` when its beginning has control characters, like UTF-16 texts
/// and binary files. Reads a few megabytes at most.
FileKind text_kind(std::string_view content) noexcept;

}  // namespace albert::io

#endif  // ALBERT_IO_TEXT_KIND_H_
