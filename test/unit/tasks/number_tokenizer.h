#ifndef ALBERT_TEST_UNIT_TASKS_NUMBER_TOKENIZER_H_
#define ALBERT_TEST_UNIT_TASKS_NUMBER_TOKENIZER_H_

#include <charconv>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "albert/tokenizer/tokenizer.h"

namespace albert::test {

/// A tokenizer whose words are their ids ("17" is token 17), so that tests know what a model sees.
/// "17-18" is one word of two tokens.
class NumberTokenizer : public Tokenizer {
 public:
  explicit NumberTokenizer(std::int32_t size) {
    special_ids_ = {0, 1, 2, 3, 4};
    for (std::int32_t id = 0; id < size; ++id) pieces_.push_back(std::to_string(id));
  }

  std::string decode(std::span<const std::int32_t> ids,
                     const DecodeOptions& options) const override {
    std::string text;
    for (const std::int32_t id : ids) {
      if (options.skip_special_tokens && is_special(id)) continue;
      text += (text.empty() ? "" : " ") + std::to_string(id);
    }
    return text;
  }
  std::optional<std::int32_t> find(std::string_view piece) const override {
    std::int32_t id = -1;
    std::from_chars(piece.data(), piece.data() + piece.size(), id);
    return id >= 0 && std::to_string(id) == piece ? std::optional(id) : std::nullopt;
  }
  std::string_view kind() const noexcept override { return "numbers"; }

 protected:
  void encode_text(std::string_view text, std::vector<std::int32_t>& ids,
                   std::vector<ByteRange>& offsets) const override {
    for (std::size_t at = 0; (at = text.find_first_not_of(" -", at)) != std::string_view::npos;) {
      const std::size_t end = std::min(text.find_first_of(" -", at), text.size());
      ids.push_back(find(text.substr(at, end - at)).value_or(special_.unk));
      offsets.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)});
      at = end;
    }
  }
};

}  // namespace albert::test

#endif  // ALBERT_TEST_UNIT_TASKS_NUMBER_TOKENIZER_H_
