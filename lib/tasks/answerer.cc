#include "albert/tasks/answerer.h"

#include <algorithm>

#include "albert/model/requirements.h"
#include "tasks/token_logits.h"

namespace albert {
namespace {

constexpr std::size_t kDefaultWindow = 384;
constexpr std::size_t kDefaultOverlap = 128;

}  // namespace

Answerer::Answerer(const AlbertModel& model, const Tokenizer& tokenizer, AnswererOptions options)
    : model_(model), tokenizer_(tokenizer), options_(options) {
  require_vocabulary(model.config(), tokenizer.vocab_size());
  require_head(model, Head::answer);
  WindowOptions& window = options_.window;
  if (window.tokens == 0) {
    window.tokens =
        std::min(static_cast<std::size_t>(model.config().max_position_embeddings), kDefaultWindow);
  }
  if (!window.overlap) window.overlap = std::min(window.tokens / 2, kDefaultOverlap);
}

std::vector<AnsweredQuestion> Answerer::answer(std::span<const TextInput> questions,
                                               Workspace& workspace, ThreadPool& threads) const {
  const WindowedTexts encoded =
      encode_windows(questions, tokenizer_, model_.config(), options_.window, false, threads);
  const std::vector<std::vector<float>> logits = tasks::token_logits(
      model_, Component::qa_outputs, encoded.windows, options_.batch_tokens, workspace, threads);
  // Several spans may grow to the same words.
  const std::size_t candidates =
      options_.alignment == Alignment::tokens ? options_.top_k : 2 * options_.top_k + 10;
  std::vector<AnsweredQuestion> results(questions.size());
  threads.run(questions.size(), [&](std::size_t i, std::size_t) {
    const WindowedText& windows = encoded.texts[i];
    AnsweredQuestion& result = results[i];
    result.error = questions[i].pair ? windows.error : "has no context";
    if (!result.good()) return;
    result.windows = windows.end - windows.begin;
    AnswerList answers(*questions[i].pair);
    double null_score = 1;
    for (std::size_t w = windows.begin; w < windows.end; ++w) {
      const EncodingWindow& window = encoded.spans[w];
      const WindowSpans found =
          find_spans(logits[w], window.begin, window.end, options_.max_answer_length, candidates);
      const std::vector<ByteRange> ranges = align_tokens(
          *questions[i].pair, encoded.windows[w].encoding, window, tokenizer_, options_.alignment);
      for (const TokenSpan& span : found.spans) {
        answers.add({ranges[span.first - window.begin].begin, ranges[span.last - window.begin].end},
                    span.score);
      }
      null_score = std::min(null_score, found.null_score);
    }
    if (options_.handle_impossible) answers.add_null(null_score);
    result.null_score = static_cast<float>(null_score);
    result.answers = answers.best(options_.top_k);
  });
  return results;
}

}  // namespace albert
