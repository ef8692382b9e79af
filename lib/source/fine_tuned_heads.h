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

/// What a config says about a model's heads.
struct StatedHeads {
  bool hugging_face = false;     ///< it is a config.json of Hugging Face's, which may name classes
  bool counts_labels = false;    ///< num_labels or id2label is there
  std::vector<Head> heads = {};  ///< the classes of `architectures` that are ALBERT's
};

/// Reads them; an empty text is another kind of config.
StatedHeads stated_heads(std::string_view config_json);

/// The heads of a model with these parts. The stated classes choose the task of a classifier;
/// others are ignored, as transformers does. Without a class that it knows, every task is possible
/// that the pooler and the number of outputs allow.
std::vector<Head> find_heads(const ModelParts& parts, const StatedHeads& stated,
                             std::int64_t num_labels);

/// How many outputs the classifier of a file must have, where that is not what the config says: 1
/// for multiple choice, and the rows of the tensor where the config is not Hugging Face's and so
/// cannot say it. `names` are the names of the stored tensors in their layout's spelling.
std::optional<std::int64_t> count_outputs(const TensorArchive& stored,
                                          std::span<const std::string> names,
                                          const StatedHeads& stated);

}  // namespace albert::source

#endif  // ALBERT_SOURCE_FINE_TUNED_HEADS_H_
