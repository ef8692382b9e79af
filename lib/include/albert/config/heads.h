#ifndef ALBERT_CONFIG_HEADS_H_
#define ALBERT_CONFIG_HEADS_H_

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "albert/base/named_values.h"
#include "albert/config/tensor_catalogue.h"

namespace albert {

/// What a model answers. Each task of a fine-tuned model has the name of its command.
enum class Head : std::uint8_t {
  mlm,       ///< masked tokens
  sop,       ///< sentence order
  classify,  ///< one or several labels, or numbers, for a text
  tag,       ///< a label for each token
  answer,    ///< start and end of the answer to a question
  choose,    ///< a score for each of several continuations
};
constexpr auto named_values(Head) {
  return std::to_array<NamedValue<Head>>({{Head::mlm, "mlm"},
                                          {Head::sop, "sop"},
                                          {Head::classify, "classify"},
                                          {Head::tag, "tag"},
                                          {Head::answer, "answer"},
                                          {Head::choose, "choose"}});
}

/// The rows that a head reads.
enum class HeadInput : std::uint8_t {
  pooled,  ///< the pooler's output, one row for each sequence
  tokens,  ///< the hidden states of tokens
};

/// What the code must know about a head; one row for each.
struct HeadTraits {
  Head head;
  std::string_view title;         ///< "token classification", for messages
  std::string_view architecture;  ///< transformers' class
  std::string_view tensors;       ///< "classifier.*"
  HeadInput input;
  Component component;  ///< its tensors; the tasks of a fine-tuned model share `classifier`
  TensorRole weight;    ///< of the last layer, [outputs, H]
  TensorRole bias;
  std::string_view if_missing;  ///< what to do about a model without it
};

/// Every head, in the order of the enum. Loading, counting, converting and training iterate it.
std::span<const HeadTraits> head_traits() noexcept;
const HeadTraits& traits_of(Head head) noexcept;

/// Whether the outputs of a head are the labels of the config.
bool has_labels(Head head) noexcept;

/// What a model needs to run a head: its tensors and what it reads.
ModelParts parts_for(Head head) noexcept;

/// Throws Error{model} unless these parts of a model include what the head needs.
void require_parts(const ModelParts& parts, Head head);

}  // namespace albert

#endif  // ALBERT_CONFIG_HEADS_H_
