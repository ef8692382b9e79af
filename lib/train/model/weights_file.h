#ifndef ALBERT_TRAIN_MODEL_WEIGHTS_FILE_H_
#define ALBERT_TRAIN_MODEL_WEIGHTS_FILE_H_

#include <span>
#include <string_view>
#include <vector>

#include "albert/io/tensor_archive.h"
#include "train/model/parameters.h"

namespace albert::train {

/// Reads the tensors of the layout from `archive`, where they are called `prefix` + their canonical
/// names, into a parameter buffer. Returns those that the archive lacks; their parameters stay as
/// they are. Throws Error{model} naming the tensor that has another shape.
std::vector<TensorSpec> read_parameters(const ParameterLayout& layout, const TensorArchive& archive,
                                        std::string_view prefix, std::span<float> parameters);

/// Throws Error{model} naming a tensor that the archive lacks.
[[noreturn]] void refuse_missing(const TensorSpec& tensor, const TensorArchive& archive);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_MODEL_WEIGHTS_FILE_H_
