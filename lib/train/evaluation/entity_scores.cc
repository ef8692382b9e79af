#include <set>
#include <tuple>

#include "albert/train/evaluation/metrics.h"

namespace albert::train {
namespace {

/// Sentence, first and last token of an entity, and its type.
using Entity = std::tuple<std::size_t, std::size_t, std::size_t, std::string>;

/// "B-LOC" is {'B', "LOC"}; a tag without B- or I- is outside.
struct Tag {
  char prefix = 'O';
  std::string type;

  explicit Tag(const std::string& text) {
    if (text.size() < 2 || text[1] != '-' || (text[0] != 'B' && text[0] != 'I')) return;
    prefix = text[0];
    type = text.substr(2);
  }
};

std::set<Entity> entities_of(std::span<const Tags> sentences, EntityScheme scheme) {
  std::set<Entity> entities;
  for (std::size_t s = 0; s < sentences.size(); ++s) {
    const Tags& tags = sentences[s];
    for (std::size_t begin = 0; begin < tags.size();) {
      const Tag first(tags[begin]);
      std::size_t end = begin + 1;
      if (first.prefix == 'O' || (scheme == EntityScheme::strict && first.prefix == 'I')) {
        begin = end;
        continue;
      }
      for (; end < tags.size(); ++end) {
        const Tag next(tags[end]);
        if (next.prefix != 'I' || next.type != first.type) break;
      }
      entities.emplace(s, begin, end, first.type);
      begin = end;
    }
  }
  return entities;
}

}  // namespace

std::map<std::string, PrecisionRecall> entity_scores(std::span<const Tags> labels,
                                                     std::span<const Tags> predictions,
                                                     EntityScheme scheme) {
  const std::set<Entity> wanted = entities_of(labels, scheme);
  const std::set<Entity> found = entities_of(predictions, scheme);
  std::map<std::string, PrecisionRecall> by_type;
  for (const Entity& entity : wanted) ++by_type[std::get<std::string>(entity)].labelled;
  for (const Entity& entity : found) {
    PrecisionRecall& score = by_type[std::get<std::string>(entity)];
    ++score.predicted;
    score.correct += wanted.contains(entity) ? 1 : 0;
  }
  return by_type;
}

PrecisionRecall total_of(const std::map<std::string, PrecisionRecall>& by_type) {
  PrecisionRecall total;
  for (const auto& [type, score] : by_type) total += score;
  return total;
}

}  // namespace albert::train
