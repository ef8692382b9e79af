#ifndef ALBERT_IO_ARCHIVE_CHECKS_H_
#define ALBERT_IO_ARCHIVE_CHECKS_H_

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

#include "albert/base/error.h"
#include "albert/io/tensor_archive.h"

// Checks of tensors for the readers of all formats.
namespace albert::io {

/// Error{model} about a file, or about one tensor of it.
Error bad_file(const std::filesystem::path& file, std::string_view problem);
Error bad_tensor(const std::filesystem::path& file, std::string_view tensor,
                 std::string_view problem);

/// Whether a name is valid: 1 to 1024 bytes of UTF-8 without control characters.
bool is_plausible_name(std::string_view name) noexcept;

/// Bytes of a tensor of this dtype and shape. Throws Error{model} when negative or too large.
std::size_t checked_byte_count(const std::filesystem::path& file, const TensorEntry& entry);

/// Throws Error{model} when a name is invalid or duplicate.
void check_names(const std::filesystem::path& file, std::span<const TensorEntry> entries);

/// Whether an index may contain this file name: not empty, in the same folder, not hidden.
bool is_sibling_name(std::string_view name) noexcept;

}  // namespace albert::io

#endif  // ALBERT_IO_ARCHIVE_CHECKS_H_
