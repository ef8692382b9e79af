#ifndef ALBERT_CONFIG_LABELS_H_
#define ALBERT_CONFIG_LABELS_H_

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "albert/base/named_values.h"
#include "albert/config/albert_config.h"
#include "albert/config/heads.h"

namespace albert {

/// What the numbers of a sequence classifier mean (`problem_type` in config.json).
enum class ProblemType {
  regression,    ///< the logits are the answers
  single_label,  ///< one label is right: softmax
  multi_label,   ///< each label is right or not: sigmoid
};
constexpr auto named_values(ProblemType) {
  return std::to_array<NamedValue<ProblemType>>(
      {{ProblemType::regression, "regression"},
       {ProblemType::single_label, "single_label_classification"},
       {ProblemType::multi_label, "multi_label_classification"}});
}

/// What a fine-tuned model calls its outputs.
struct Labels {
  std::vector<std::string> names;  ///< by index; the same name may stand twice
  std::optional<ProblemType> problem_type;

  /// As transformers decides what is applied to logits: the problem type, or without one sigmoid
  /// for a single label and softmax for several.
  ProblemType effective_type() const noexcept;
};

/// Reads id2label, num_labels and problem_type of a Hugging Face config.json, as transformers does:
/// num_labels wins over an id2label of another length, whose names are then lost; without either
/// there are two labels; names that are not given are LABEL_0, LABEL_1, …; an unknown problem_type
/// counts as none. Throws Error{model} for an id2label whose keys are not the numbers from 0 on.
/// `where` (a file name) prefixes messages. Empty text: two unnamed labels.
Labels read_labels(std::string_view config_json, std::string_view where);

/// The config.json of a fine-tuned model, as transformers writes it: `architectures` names the
/// head, id2label and label2id the labels of a head that has any, problem_type what they mean.
std::string to_json(const AlbertConfig& config, Head head, const Labels& labels);

/// LABEL_0, LABEL_1, …
std::vector<std::string> unnamed_labels(std::size_t count);

}  // namespace albert

#endif  // ALBERT_CONFIG_LABELS_H_
