#include "albert/tasks/entities.h"

#include <algorithm>
#include <utility>

#include "albert/base/error.h"
#include "tokenizer/detokenize.h"
#include "tokenizer/piece_marks.h"
#include "tokenizer/unicode.h"

namespace albert {
namespace {

std::size_t best_of(std::span<const float> scores) {
  return static_cast<std::size_t>(std::ranges::max_element(scores) - scores.begin());
}

Entity entity_of(std::span<const LabelledToken> tokens, const std::string& label, float score,
                 std::string word) {
  return {label,
          score,
          std::move(word),
          {tokens.front().range.begin, tokens.back().range.end},
          tokens.front().index,
          tokens.back().index + 1};
}

std::vector<Entity> label_tokens(std::span<const LabelledToken> tokens,
                                 std::span<const std::string> labels) {
  std::vector<Entity> entities;
  for (const LabelledToken& token : tokens) {
    const std::size_t best = best_of(token.scores);
    entities.push_back(entity_of({&token, 1}, labels[best], token.scores[best], token.word));
  }
  return entities;
}

std::vector<float> mean_scores(std::span<const LabelledToken> tokens) {
  std::vector<float> means;
  for (std::size_t label = 0; label < tokens.front().scores.size(); ++label) {
    double sum = 0;
    for (const LabelledToken& token : tokens) sum += token.scores[label];
    means.push_back(static_cast<float>(sum / static_cast<double>(tokens.size())));
  }
  return means;
}

/// The probabilities of a word's labels.
std::vector<float> word_scores(std::span<const LabelledToken> tokens, Aggregation aggregation) {
  switch (aggregation) {
    case Aggregation::first:
      return tokens.front().scores;
    case Aggregation::average:
      return mean_scores(tokens);
    case Aggregation::max:
      return std::ranges::max_element(
                 tokens, {},
                 [](const LabelledToken& token) { return std::ranges::max(token.scores); })
          ->scores;
    case Aggregation::none:
    case Aggregation::simple:
      break;
  }
  throw Error(ErrorCode::usage, "this aggregation has no words");
}

std::vector<Entity> label_words(std::span<const LabelledToken> tokens,
                                std::span<const std::string> labels, Aggregation aggregation,
                                std::string_view tokenizer_kind) {
  std::vector<Entity> words;
  while (!tokens.empty()) {
    std::size_t size = 1;
    while (size < tokens.size() && tokens[size].continues_word) ++size;
    const std::span<const LabelledToken> word = tokens.first(size);
    std::vector<std::string> pieces;
    for (const LabelledToken& token : word) pieces.push_back(token.word);
    const std::vector<float> scores = word_scores(word, aggregation);
    const std::size_t best = best_of(scores);
    words.push_back(
        entity_of(word, labels[best], scores[best], join_pieces(pieces, tokenizer_kind)));
    tokens = tokens.subspan(size);
  }
  return words;
}

/// A label without the prefix that places a token within its entity.
std::string_view tag_of(std::string_view label) {
  return label.starts_with("B-") || label.starts_with("I-") ? label.substr(2) : label;
}

bool continues(const Entity& entity, const Entity& previous) {
  return !entity.label.starts_with("B-") && tag_of(entity.label) == tag_of(previous.label);
}

Entity merge(std::span<const Entity> parts, std::string_view tokenizer_kind) {
  double sum = 0;
  std::vector<std::string> words;
  for (const Entity& part : parts) {
    sum += part.score;
    words.push_back(part.word);
  }
  const std::string& label = parts.front().label;
  return {label.substr(label.find('-') + 1),  // after the first hyphen of any label
          static_cast<float>(sum / static_cast<double>(parts.size())),
          join_pieces(words, tokenizer_kind),
          {parts.front().range.begin, parts.back().range.end},
          parts.front().first_token,
          parts.back().end_token};
}

std::vector<Entity> group(std::span<const Entity> parts, std::string_view tokenizer_kind) {
  std::vector<Entity> groups;
  while (!parts.empty()) {
    std::size_t size = 1;
    while (size < parts.size() && continues(parts[size], parts[size - 1])) ++size;
    groups.push_back(merge(parts.first(size), tokenizer_kind));
    parts = parts.subspan(size);
  }
  return groups;
}

std::string join_sentencepieces(std::span<const std::string> pieces) {
  std::string text;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    std::string piece = pieces[i];
    replace_all(piece, kSpaceSymbol, i == 0 ? "" : " ");
    text += piece;
  }
  return text;
}

std::string join_wordpieces(std::span<const std::string> pieces) {
  std::string text;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const bool joins = i > 0 && pieces[i].starts_with(kContinuationMark);
    std::string piece = joins ? pieces[i].substr(kContinuationMark.size()) : pieces[i];
    if (i > 0 && !joins) piece.insert(0, " ");
    clean_up_spaces(piece);
    text += piece;
  }
  return text;
}

}  // namespace

std::string join_pieces(std::span<const std::string> pieces, std::string_view tokenizer_kind) {
  return tokenizer_kind == "wordpiece" ? join_wordpieces(pieces) : join_sentencepieces(pieces);
}

std::vector<Entity> aggregate(std::span<const LabelledToken> tokens,
                              std::span<const std::string> labels, Aggregation aggregation,
                              std::string_view tokenizer_kind) {
  switch (aggregation) {
    case Aggregation::none:
      return label_tokens(tokens, labels);
    case Aggregation::simple:
      return group(label_tokens(tokens, labels), tokenizer_kind);
    case Aggregation::first:
    case Aggregation::average:
    case Aggregation::max:
      return group(label_words(tokens, labels, aggregation, tokenizer_kind), tokenizer_kind);
  }
  throw Error(ErrorCode::usage, "unknown aggregation");
}

std::vector<Entity> resolve_overlaps(std::vector<Entity> entities, std::string_view text) {
  const auto length = [&](const Entity& entity) { return count_characters(entity.range.of(text)); };
  std::ranges::stable_sort(entities, {}, &Entity::first_token);
  std::vector<Entity> kept;
  for (Entity& entity : entities) {
    if (kept.empty() || entity.first_token >= kept.back().end_token) {
      kept.push_back(std::move(entity));
    } else if (std::pair(length(entity), entity.score) >
               std::pair(length(kept.back()), kept.back().score)) {
      kept.back() = std::move(entity);
    }
  }
  return kept;
}

}  // namespace albert
