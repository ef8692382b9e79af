#ifndef ALBERT_TASKS_ENTITIES_H_
#define ALBERT_TASKS_ENTITIES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "albert/base/named_values.h"
#include "albert/tokenizer/tokenizer.h"

namespace albert {

/// How labelled tokens become entities, as in transformers' token-classification pipeline.
enum class Aggregation : std::uint8_t {
  none,     ///< every token is an entity
  simple,   ///< adjacent tokens of one label are one entity
  first,    ///< adjacent words of one label; a word has the label of its first token,
  average,  ///< … that of the mean of its tokens' probabilities,
  max,      ///< … or that of its token with the highest probability
};
constexpr auto named_values(Aggregation) {
  return std::to_array<NamedValue<Aggregation>>({{Aggregation::none, "none"},
                                                 {Aggregation::simple, "simple"},
                                                 {Aggregation::first, "first"},
                                                 {Aggregation::average, "average"},
                                                 {Aggregation::max, "max"}});
}

/// A token of a text, with the probabilities of its labels.
struct LabelledToken {
  std::size_t index = 0;           ///< in the encoding of the text, where [CLS] is 0
  std::string word;                ///< its piece; of an unknown token, the text
  ByteRange range;                 ///< in the text
  bool continues_word = false;     ///< is not the first token of a word
  std::vector<float> scores = {};  ///< [labels]
};

struct Entity {
  std::string label;  ///< of a group without B- and I-
  float score = 0;
  std::string word;             ///< its pieces as the decoder joins them
  ByteRange range;              ///< in the text
  std::size_t first_token = 0;  ///< its tokens are [first_token, end_token) of the encoding
  std::size_t end_token = 0;
  std::vector<float> logits = {};  ///< [labels], where an entity is a token (Aggregation::none)
};

/// How the pieces of a vocabulary are joined: that of Tokenizer::kind().
std::string join_pieces(std::span<const std::string> pieces, std::string_view tokenizer_kind);

/// The entities of tokens that follow each other. `labels` are the names of the scores. Groups:
/// an entity is continued by a token (or word) of the same label without prefix, unless that has
/// B-; other prefixes than B- and I- are part of the label.
std::vector<Entity> aggregate(std::span<const LabelledToken> tokens,
                              std::span<const std::string> labels, Aggregation aggregation,
                              std::string_view tokenizer_kind);

/// Keeps, of entities that share tokens, the longest in characters of `text`, and of equally long
/// ones the first with the highest score. Sorts by the first token.
std::vector<Entity> resolve_overlaps(std::vector<Entity> entities, std::string_view text);

}  // namespace albert

#endif  // ALBERT_TASKS_ENTITIES_H_
