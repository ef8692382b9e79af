#include "albert/tasks/multiple_choice.h"

#include <algorithm>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/model/requirements.h"
#include "tasks/pooled_logits.h"
#include "tasks/softmax.h"

namespace albert {

MultipleChoice::MultipleChoice(const AlbertModel& model, const Tokenizer& tokenizer,
                               MultipleChoiceOptions options)
    : model_(model), tokenizer_(tokenizer), options_(options) {
  require_vocabulary(model.config(), tokenizer.vocab_size());
  require_head(model, Head::choose);
  if (const std::size_t outputs = model.head_outputs(Component::classifier); outputs != 1) {
    throw Error(ErrorCode::model,
                fmt::format("has {} outputs, but that of a multiple-choice model has one", outputs),
                "classifier.weight");
  }
}

std::vector<ChosenAnswer> MultipleChoice::choose(std::span<const ChoiceInput> inputs,
                                                 Workspace& workspace, ThreadPool& threads) const {
  std::vector<ChosenAnswer> answers(inputs.size());
  std::vector<TextInput> pairs;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::size_t count = inputs[i].choices.size();
    if (count < 2) {
      answers[i].error =
          fmt::format("has {}; two or more are needed", count == 0 ? "no choices" : "one choice");
      continue;
    }
    for (const std::string& choice : inputs[i].choices) pairs.push_back({inputs[i].prompt, choice});
  }
  const std::vector<EncodedText> encoded =
      encode_texts(pairs, tokenizer_, model_.config(), options_.long_text, threads);
  const std::vector<float> logits = tasks::pooled_logits(model_, Component::classifier, encoded,
                                                         options_.batch_tokens, workspace, threads);
  std::size_t begin = 0;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    ChosenAnswer& answer = answers[i];
    if (!answer.good()) continue;
    const std::size_t end = begin + inputs[i].choices.size();
    for (std::size_t k = begin; k < end; ++k) {
      answer.truncated += encoded[k].encoding.truncated;
      if (!answer.good() || encoded[k].good()) continue;
      answer.error = fmt::format("choice {} {}", k - begin, encoded[k].error);
    }
    if (answer.good()) {
      answer.logits.assign(&logits[begin], &logits[begin] + (end - begin));
      answer.probabilities = tasks::softmax(answer.logits);
      require_finite(answer.probabilities);
      answer.choice =
          static_cast<std::size_t>(std::ranges::max_element(answer.logits) - answer.logits.begin());
    }
    begin = end;
  }
  return answers;
}

}  // namespace albert
