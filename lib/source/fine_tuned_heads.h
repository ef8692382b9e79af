#ifndef ALBERT_SOURCE_FINE_TUNED_HEADS_H_
#define ALBERT_SOURCE_FINE_TUNED_HEADS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "albert/config/heads.h"
#include "albert/io/tensor_archive.h"

namespace albert::source {

/// The heads of a model with these parts. `architectures` of config.json chooses the task of a
/// classifier; classes that are not ALBERT's are ignored, as transformers does. Without a class
/// that it knows, every task is possible that the pooler and the number of outputs allow.
std::vector<Head> find_heads(const ModelParts& parts, std::string_view config_json,
                             std::int64_t num_labels);

/// How many outputs the classifier of a file must have, where that is not what the config says: 1
/// for multiple choice, and the rows of the tensor where the config is not Hugging Face's and so
/// cannot say it. `names` are the names of the stored tensors in their layout's spelling.
std::optional<std::int64_t> count_outputs(const TensorArchive& stored,
                                          std::span<const std::string> names,
                                          std::string_view config_json);

}  // namespace albert::source

#endif  // ALBERT_SOURCE_FINE_TUNED_HEADS_H_
