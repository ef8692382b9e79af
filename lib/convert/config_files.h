#ifndef ALBERT_CONVERT_CONFIG_FILES_H_
#define ALBERT_CONVERT_CONFIG_FILES_H_

#include <optional>
#include <string>
#include <string_view>

#include "albert/base/tensor.h"
#include "albert/config/albert_config.h"
#include "albert/io/tensor_archive.h"

namespace albert::convert {

/// A `config.json` for transformers: `config`, and what `source` (a Hugging Face config.json, or
/// empty) says beyond it. `architectures` names a class whose parts `tensors` (under canonical
/// names) have: the source's, where it does; a classifier's labels are as many as its rows. `dtype`
/// is that of the stored weights, if they have one.
std::string hugging_face_config(const AlbertConfig& config, const TensorArchive& tensors,
                                std::optional<DType> dtype, std::string_view source);

/// An `albert_config.json` for Google's code.
std::string google_config(const AlbertConfig& config);

}  // namespace albert::convert

#endif  // ALBERT_CONVERT_CONFIG_FILES_H_
