#include "albert/tasks/tagger.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "albert/model/requirements.h"
#include "tasks/softmax.h"
#include "tasks/token_logits.h"
#include "tokenizer/unicode.h"

namespace albert {
namespace {

/// Whether a token is a later part of a word: of WordPiece, if it has another length than its text;
/// else, if there is no space before it.
bool continues_word(std::string_view tokenizer_kind, std::string_view text, std::string_view piece,
                    ByteRange range) {
  if (tokenizer_kind == "wordpiece") {
    return count_characters(piece) != count_characters(range.of(text));
  }
  const auto is_space = [&](std::size_t at) { return at < text.size() && text[at] == ' '; };
  return range.begin > 0 && !is_space(range.begin - 1) && !is_space(range.begin);
}

}  // namespace

Tagger::Tagger(const AlbertModel& model, const Tokenizer& tokenizer,
               std::vector<std::string> labels, TaggerOptions options)
    : model_(model),
      tokenizer_(tokenizer),
      labels_(std::move(labels)),
      options_(std::move(options)) {
  require_vocabulary(model.config(), tokenizer.vocab_size());
  require_head(model, Head::tag);
  require_outputs(model, labels_.size());
}

LabelledToken Tagger::labelled(std::string_view text, const Encoding& encoding,
                               std::size_t token) const {
  const std::int32_t id = encoding.input_ids[token];
  const ByteRange range = encoding.offsets[token];
  LabelledToken result;
  result.range = range;
  if (id == tokenizer_.special().unk) {
    result.word = range.of(text);
  } else {
    result.word = tokenizer_.piece(id);
    result.continues_word = continues_word(tokenizer_.kind(), text, result.word, range);
  }
  return result;
}

void Tagger::drop_ignored(std::vector<Entity>& entities) const {
  std::erase_if(entities, [&](const Entity& entity) {
    return std::ranges::find(options_.ignored, entity.label) != options_.ignored.end();
  });
}

std::vector<Entity> Tagger::entities_of(std::string_view text, const Encoding& encoding,
                                        const EncodingWindow& window,
                                        std::span<const float> logits) const {
  std::vector<LabelledToken> tokens;
  for (std::size_t i = window.begin; i < window.end; ++i) {
    tokens.push_back(labelled(text, encoding, i));
    tokens.back().index = window.source + i - window.begin;
    tokens.back().scores = tasks::softmax(logits.subspan(i * labels_.size(), labels_.size()));
  }
  std::vector<Entity> entities =
      aggregate(tokens, labels_, options_.aggregation, tokenizer_.kind());
  if (options_.aggregation != Aggregation::none) return entities;
  for (std::size_t i = 0; i < entities.size(); ++i) {
    const auto row = logits.subspan((window.begin + i) * labels_.size(), labels_.size());
    entities[i].logits.assign(row.begin(), row.end());
  }
  return entities;
}

std::vector<TaggedText> Tagger::tag(std::span<const TextInput> texts, Workspace& workspace,
                                    ThreadPool& threads) const {
  const WindowedTexts encoded = encode_windows(texts, tokenizer_, model_.config(), options_.window,
                                               options_.truncate, threads);
  const std::vector<std::vector<float>> logits = tasks::token_logits(
      model_, Component::classifier, encoded.windows, options_.batch_tokens, workspace, threads);
  std::vector<TaggedText> answers(texts.size());
  threads.run(texts.size(), [&](std::size_t i, std::size_t) {
    const WindowedText& windows = encoded.texts[i];
    TaggedText& answer = answers[i];
    answer.error = texts[i].pair ? "is a pair, not one text" : windows.error;
    if (!answer.good()) return;
    answer.truncated = windows.truncated;
    answer.windows = windows.end - windows.begin;
    for (std::size_t w = windows.begin; w < windows.end; ++w) {
      std::ranges::move(
          entities_of(texts[i].text, encoded.windows[w].encoding, encoded.spans[w], logits[w]),
          std::back_inserter(answer.entities));
    }
    const bool of_tokens = options_.aggregation == Aggregation::none;
    if (!of_tokens) drop_ignored(answer.entities);
    if (answer.windows > 1) {
      answer.entities = resolve_overlaps(std::move(answer.entities), texts[i].text);
    }
    if (of_tokens) drop_ignored(answer.entities);
  });
  return answers;
}

}  // namespace albert
