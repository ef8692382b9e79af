#ifndef ALBERT_TRAIN_MODEL_WEIGHTS_FILE_H_
#define ALBERT_TRAIN_MODEL_WEIGHTS_FILE_H_

#include <span>
#include <string_view>

#include "albert/io/tensor_archive.h"
#include "train/model/parameters.h"

namespace albert::train {

/// Reads every tensor of the layout from `archive`, where it is called `prefix` + its canonical
/// name, into a parameter buffer. Throws Error{model} naming the tensor that is missing or has
/// another shape.
void read_parameters(const ParameterLayout& layout, const TensorArchive& archive,
                     std::string_view prefix, std::span<float> parameters);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_MODEL_WEIGHTS_FILE_H_
