#ifndef ALBERT_MODEL_REQUIREMENTS_H_
#define ALBERT_MODEL_REQUIREMENTS_H_

#include <cstddef>
#include <span>
#include <string_view>

#include "albert/config/albert_config.h"
#include "albert/config/heads.h"
#include "albert/model/albert_model.h"

namespace albert {

// What a task needs of a model; each throws Error{model} when it is not there.

/// The tensors of a head, and the pooler if the head reads it.
void require_head(const AlbertModel& model, Head head);

/// As many outputs of the classifier as there are labels.
void require_outputs(const AlbertModel& model, std::size_t labels);

/// A row of the word embeddings for each piece of the tokenizer, which `where` names.
void require_vocabulary(const AlbertConfig& config, std::size_t pieces,
                        std::string_view where = "vocab_size");

/// Numbers that the model gave are finite.
void require_finite(std::span<const float> numbers);
inline void require_finite(float number) {
  require_finite({&number, 1});
}

}  // namespace albert

#endif  // ALBERT_MODEL_REQUIREMENTS_H_
