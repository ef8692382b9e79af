#ifndef ALBERT_TASKS_ENCODED_TEXT_H_
#define ALBERT_TASKS_ENCODED_TEXT_H_

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "albert/base/thread_pool.h"
#include "albert/config/albert_config.h"
#include "albert/tokenizer/tokenizer.h"

namespace albert {

/// One record of a task: a text or a pair of segments. Borrowed bytes of any kind.
struct TextInput {
  std::string_view text;
  std::optional<std::string_view> pair = std::nullopt;
};

/// What to do with a text of more tokens than the model has positions.
enum class LongText {
  refuse,    ///< it has no answer
  truncate,  ///< longest-first, as Tokenizer::encode does it
  keep,      ///< encoded whole: the task runs parts of it
};

/// A text as the model takes it, or why the model cannot take it.
struct EncodedText {
  Encoding encoding;
  std::string error;  ///< empty when the text is good

  bool good() const noexcept { return error.empty(); }
};

/// Why the model cannot take this as a pair; empty when it can, or when it is a single text.
std::string pair_problem(const TextInput& input, const AlbertConfig& config);

/// Why the model cannot take so many tokens; empty when it can.
std::string length_problem(std::size_t tokens, const AlbertConfig& config);

/// Encodes every text, with special tokens, on the pool's threads. A text has an error when it is
/// too long for max_position_embeddings (see `policy`; truncated to `max_tokens` if not 0), when it
/// is a pair and the model knows one token type only, or when truncation would cut a [MASK] away.
std::vector<EncodedText> encode_texts(std::span<const TextInput> texts, const Tokenizer& tokenizer,
                                      const AlbertConfig& config, LongText policy,
                                      ThreadPool& threads, std::size_t max_tokens = 0);

}  // namespace albert

#endif  // ALBERT_TASKS_ENCODED_TEXT_H_
