#include "albert/tasks/encoded_text.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "albert/base/error.h"

namespace albert {
namespace {

EncodedText encode_text(const TextInput& input, const Tokenizer& tokenizer,
                        const AlbertConfig& config, LongText policy) {
  if (input.pair && config.type_vocab_size < 2) {
    return {{}, "is a pair, but the model knows one token type only"};
  }
  EncodedText text;
  text.encoding = tokenizer.encode(input.text, input.pair);
  const auto positions = static_cast<std::size_t>(config.max_position_embeddings);
  if (text.encoding.size() <= positions) return text;
  if (policy == LongText::refuse) {
    return {{},
            fmt::format("has {} tokens, more than the model's {} positions; shorten or truncate it",
                        text.encoding.size(), positions)};
  }
  const auto masks = [&] {
    return std::ranges::count(text.encoding.input_ids, tokenizer.special().mask);
  };
  const auto all_masks = masks();
  text.encoding = tokenizer.encode(input.text, input.pair, {true, positions});
  if (masks() < all_masks) {
    text.error = fmt::format("{} of {} {} lie beyond the {} tokens that truncation keeps",
                             all_masks - masks(), all_masks,
                             tokenizer.piece(tokenizer.special().mask), positions);
  }
  return text;
}

}  // namespace

std::vector<EncodedText> encode_texts(std::span<const TextInput> texts, const Tokenizer& tokenizer,
                                      const AlbertConfig& config, LongText policy,
                                      ThreadPool& threads) {
  std::vector<EncodedText> encoded(texts.size());
  threads.run(texts.size(), [&](std::size_t i, std::size_t) {
    encoded[i] = encode_text(texts[i], tokenizer, config, policy);
  });
  return encoded;
}

void check_probability(float probability) {
  if (std::isfinite(probability)) return;
  throw Error(ErrorCode::model, "the model's answers are not numbers", {},
              "its weights hold NaN or infinite values, or values too large for their type");
}

void check_vocabulary(const Tokenizer& tokenizer, const AlbertConfig& config) {
  const auto rows = static_cast<std::size_t>(config.vocab_size);
  if (tokenizer.vocab_size() <= rows) return;
  throw Error(ErrorCode::model,
              fmt::format("the tokenizer has {} pieces, the model only {} word embeddings",
                          tokenizer.vocab_size(), rows),
              "vocab_size", "tokenizer and weights come from different models");
}

}  // namespace albert
