#include "albert/model/requirements.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "albert/base/error.h"

namespace albert {

void require_head(const AlbertModel& model, Head head) {
  require_parts(model.parts(), head);
}

void require_outputs(const AlbertModel& model, std::size_t labels) {
  const std::size_t outputs = model.head_outputs(Component::classifier);
  if (outputs == labels) return;
  throw Error(
      ErrorCode::model,
      fmt::format("the classifier has {} outputs, but the config names {} labels", outputs, labels),
      "id2label");
}

void require_vocabulary(const AlbertConfig& config, std::size_t pieces, std::string_view where) {
  const auto rows = static_cast<std::size_t>(config.vocab_size);
  if (pieces <= rows) return;
  throw Error(
      ErrorCode::model,
      fmt::format("the tokenizer has {} pieces, the model only {} word embeddings", pieces, rows),
      where, "tokenizer and weights come from different models");
}

void require_finite(std::span<const float> numbers) {
  if (std::ranges::all_of(numbers, [](float x) { return std::isfinite(x); })) return;
  throw Error(ErrorCode::model, "the model's answers are not numbers", {},
              "its weights hold NaN or infinite values, or values too large for their type");
}

}  // namespace albert
