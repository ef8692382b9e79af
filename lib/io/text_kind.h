#ifndef ALBERT_IO_TEXT_KIND_H_
#define ALBERT_IO_TEXT_KIND_H_

#include <string_view>

#include "albert/io/file_kind.h"

namespace albert::io {

/// What kind of text a whole file is; `unknown` when its beginning has control characters, as
/// texts in UTF-16 and binary files have. Reads a few megabytes at most.
FileKind text_kind(std::string_view content) noexcept;

}  // namespace albert::io

#endif  // ALBERT_IO_TEXT_KIND_H_
