#include "albert/tasks/encoded_text.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace albert {
namespace {

EncodedText encode_text(const TextInput& input, const Tokenizer& tokenizer,
                        const AlbertConfig& config, LongText policy, std::size_t max_tokens) {
  if (std::string problem = pair_problem(input, config); !problem.empty()) {
    return {{}, std::move(problem)};
  }
  EncodedText text;
  text.encoding = tokenizer.encode(input.text, input.pair);
  if (text.encoding.size() <= max_tokens || policy == LongText::keep) return text;
  if (policy == LongText::refuse) return {{}, length_problem(text.encoding.size(), config)};
  const auto masks = [&] {
    return std::ranges::count(text.encoding.input_ids, tokenizer.special().mask);
  };
  const auto all_masks = masks();
  text.encoding = tokenizer.encode(input.text, input.pair, {true, max_tokens});
  if (masks() < all_masks) {
    text.error = fmt::format("{} of {} {} lie beyond the {} tokens that truncation keeps",
                             all_masks - masks(), all_masks,
                             tokenizer.piece(tokenizer.special().mask), max_tokens);
  }
  return text;
}

}  // namespace

std::string pair_problem(const TextInput& input, const AlbertConfig& config) {
  if (!input.pair || config.type_vocab_size >= 2) return {};
  return "is a pair, but the model knows one token type only";
}

std::string length_problem(std::size_t tokens, const AlbertConfig& config) {
  if (tokens <= static_cast<std::size_t>(config.max_position_embeddings)) return {};
  return fmt::format("has {} tokens, more than the model's {} positions; shorten or truncate it",
                     tokens, config.max_position_embeddings);
}

std::vector<EncodedText> encode_texts(std::span<const TextInput> texts, const Tokenizer& tokenizer,
                                      const AlbertConfig& config, LongText policy,
                                      ThreadPool& threads, std::size_t max_tokens) {
  if (max_tokens == 0 || policy == LongText::refuse) {
    max_tokens = static_cast<std::size_t>(config.max_position_embeddings);
  }
  std::vector<EncodedText> encoded(texts.size());
  threads.run(texts.size(), [&](std::size_t i, std::size_t) {
    encoded[i] = encode_text(texts[i], tokenizer, config, policy, max_tokens);
  });
  return encoded;
}

}  // namespace albert
