#include "albert/tasks/answerer.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "albert/model/requirements.h"
#include "tasks/token_logits.h"

namespace albert {
namespace {

constexpr std::size_t kDefaultWindow = 384;
constexpr std::size_t kDefaultOverlap = 128;

}  // namespace

WindowOptions answer_window(WindowOptions window, const AlbertConfig& config) {
  if (window.tokens == 0) {
    window.tokens =
        std::min(static_cast<std::size_t>(config.max_position_embeddings), kDefaultWindow);
  }
  if (!window.overlap) window.overlap = std::min(window.tokens / 2, kDefaultOverlap);
  return window;
}

void AnswerCollector::add(std::size_t begin, std::span<const ByteRange> ranges,
                          std::span<const float> logits) {
  // Several spans may grow to the same words.
  const std::size_t candidates =
      options_.alignment == Alignment::tokens ? options_.top_k : 2 * options_.top_k + 10;
  const WindowSpans found =
      find_spans(logits, begin, begin + ranges.size(), options_.max_answer_length, candidates);
  for (const TokenSpan& span : found.spans) {
    answers_.add({ranges[span.first - begin].begin, ranges[span.last - begin].end}, span.score);
  }
  null_score_ = std::min(null_score_, found.null_score);
  ++windows_;
}

AnsweredQuestion AnswerCollector::result() {
  if (options_.handle_impossible) answers_.add_null(null_score_);
  return {.error = {},
          .answers = answers_.best(options_.top_k),
          .null_score = static_cast<float>(null_score_),
          .windows = windows_,
          .logits = {}};
}

Answerer::Answerer(const AlbertModel& model, const Tokenizer& tokenizer, AnswererOptions options)
    : model_(model), tokenizer_(tokenizer), options_(options) {
  require_vocabulary(model.config(), tokenizer.vocab_size());
  require_head(model, Head::answer);
  options_.window = answer_window(options_.window, model.config());
}

std::vector<AnsweredQuestion> Answerer::answer(std::span<const TextInput> questions,
                                               Workspace& workspace, ThreadPool& threads) const {
  const WindowedTexts encoded =
      encode_windows(questions, tokenizer_, model_.config(), options_.window, false, threads);
  std::vector<std::vector<float>> logits = tasks::token_logits(
      model_, Component::qa_outputs, encoded.windows, options_.batch_tokens, workspace, threads);
  std::vector<AnsweredQuestion> results(questions.size());
  threads.run(questions.size(), [&](std::size_t i, std::size_t) {
    const WindowedText& windows = encoded.texts[i];
    results[i].error = questions[i].pair ? windows.error : "has no context";
    if (!results[i].good()) return;
    AnswerCollector answers(*questions[i].pair, options_);
    for (std::size_t w = windows.begin; w < windows.end; ++w) {
      const EncodingWindow& window = encoded.spans[w];
      answers.add(window.begin,
                  align_tokens(*questions[i].pair, encoded.windows[w].encoding, window, tokenizer_,
                               options_.alignment),
                  logits[w]);
    }
    results[i] = answers.result();
    const auto window = [&](std::size_t w) {
      return std::make_move_iterator(logits.begin() + static_cast<std::ptrdiff_t>(w));
    };
    results[i].logits.assign(window(windows.begin), window(windows.end));
  });
  return results;
}

}  // namespace albert
