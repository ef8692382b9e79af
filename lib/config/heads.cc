#include "albert/config/heads.h"

#include <cstddef>

#include <fmt/format.h>

#include "albert/base/error.h"

namespace albert {
namespace {

constexpr std::string_view kTakePretrained =
    "these are weights of a bare encoder or of another task; take the pretrained ones";
constexpr std::string_view kTakeFineTuned =
    "these are weights of a bare encoder or of another task; take a model that was fine-tuned for "
    "this one";

using enum TensorRole;

constexpr std::array kTraits = std::to_array<HeadTraits>({
    {Head::mlm, "masked-language-model", "AlbertForMaskedLM", "predictions.*", HeadInput::tokens,
     Component::mlm_head, word_embeddings, mlm_bias, kTakePretrained},
    {Head::sop, "sentence-order", "AlbertForPreTraining", "sop_classifier.*", HeadInput::pooled,
     Component::sop_head, sop_weight, sop_bias,
     "Hub copies of ALBERT v1 and v2 lack it; Google's TensorFlow checkpoints have it"},
    {Head::classify, "sequence classification", "AlbertForSequenceClassification", "classifier.*",
     HeadInput::pooled, Component::classifier, classifier_weight, classifier_bias, kTakeFineTuned},
    {Head::tag, "token classification", "AlbertForTokenClassification", "classifier.*",
     HeadInput::tokens, Component::classifier, classifier_weight, classifier_bias, kTakeFineTuned},
    {Head::answer, "question answering", "AlbertForQuestionAnswering", "qa_outputs.*",
     HeadInput::tokens, Component::qa_outputs, qa_weight, qa_bias, kTakeFineTuned},
    {Head::choose, "multiple choice", "AlbertForMultipleChoice", "classifier.*", HeadInput::pooled,
     Component::classifier, classifier_weight, classifier_bias, kTakeFineTuned},
});

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kTraits.size(); ++i) {
    if (static_cast<std::size_t>(kTraits[i].head) != i) return false;
  }
  return kTraits.size() == named_values(Head{}).size();
}
static_assert(is_in_order());

}  // namespace

std::span<const HeadTraits> head_traits() noexcept {
  return kTraits;
}

const HeadTraits& traits_of(Head head) noexcept {
  return kTraits[static_cast<std::size_t>(head)];
}

bool has_labels(Head head) noexcept {
  return head == Head::classify || head == Head::tag;
}

ModelParts parts_for(Head head) noexcept {
  const HeadTraits& traits = traits_of(head);
  ModelParts parts = {Component::embedding_projection, traits.component};
  parts.set(Component::pooler, traits.input == HeadInput::pooled);
  return parts;
}

void require_parts(const ModelParts& parts, Head head) {
  const HeadTraits& traits = traits_of(head);
  if (!parts.has(traits.component)) {
    throw Error(ErrorCode::model, fmt::format("the model has no {} head", traits.title),
                traits.tensors, traits.if_missing);
  }
  if (traits.input == HeadInput::pooled && !parts.has(Component::pooler)) {
    throw Error(ErrorCode::model,
                fmt::format("the model has no pooler, which its {} head reads", traits.title),
                "albert.pooler.*", traits.if_missing);
  }
}

}  // namespace albert
