#ifndef ALBERT_CONVERT_CONFIG_FILES_H_
#define ALBERT_CONVERT_CONFIG_FILES_H_

#include <optional>
#include <string>
#include <string_view>

#include "albert/base/tensor.h"
#include "albert/config/albert_config.h"
#include "albert/io/tensor_archive.h"

namespace albert::convert {

/// A `config.json` for transformers: `config`, and the other fields of `source` (a Hugging Face
/// config.json, or empty). `architectures` is a class whose tensors are in `tensors` (canonical
/// names), if possible that of the source; a classifier has as many labels as rows. `dtype` is the
/// common dtype of the stored weights, if any.
std::string hugging_face_config(const AlbertConfig& config, const TensorArchive& tensors,
                                std::optional<DType> dtype, std::string_view source);

/// An `albert_config.json` for Google's code.
std::string google_config(const AlbertConfig& config);

}  // namespace albert::convert

#endif  // ALBERT_CONVERT_CONFIG_FILES_H_
