#ifndef ALBERT_IO_INT8_WEIGHTS_H_
#define ALBERT_IO_INT8_WEIGHTS_H_

#include <memory>
#include <string_view>

#include "albert/io/tensor_archive.h"

// The stored form of int8 weights (docs/formats.md): a matrix NAME is i8 [rows, columns] with
// NAME_scale f32 [rows], and value = q · scale of its row. The archive's metadata names the scheme.
namespace albert::io {

inline constexpr std::string_view kInt8Key = "albert.weights";
inline constexpr std::string_view kInt8Scheme = "int8 per row, symmetric";
inline constexpr std::string_view kScaleSuffix = "_scale";

/// Whether an archive's metadata names the scheme above.
bool is_int8(const TensorArchive& archive) noexcept;

/// The archive with its i8 matrices as f32 and without their scales. Throws Error{model} when a
/// scale is missing or has the wrong shape.
std::unique_ptr<TensorArchive> dequantized(std::shared_ptr<const TensorArchive> stored);

}  // namespace albert::io

#endif  // ALBERT_IO_INT8_WEIGHTS_H_
