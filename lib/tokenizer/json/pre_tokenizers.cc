#include "tokenizer/json/pre_tokenizers.h"

#include <string>
#include <utility>

#include "tokenizer/json/component.h"
#include "tokenizer/json/library_characters.h"
#include "tokenizer/json/metaspace.h"
#include "tokenizer/unicode.h"

namespace albert::json_pipeline {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kKind = "pre_tokenizer";

/// The effect of a character on its word.
enum class Role : std::uint8_t { inside, removed, alone };

/// Splits every range at characters by their roles.
template <typename RoleOf>
void split(Words& words, Words& scratch, RoleOf role_of) {
  scratch.ranges.clear();
  const auto emit = [&](std::size_t begin, std::size_t end) {
    if (begin == end) return;
    scratch.ranges.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
  };
  for (const Words::Range range : words.ranges) {
    const std::string_view text = std::string_view(words.text.text).substr(0, range.end);
    std::size_t start = range.begin;
    for (std::size_t i = range.begin; i < range.end;) {
      const DecodedCharacter c = decode_utf8(text, i);
      const std::size_t next = i + c.length;
      const Role role = role_of(c.code_point);
      if (role != Role::inside) {
        emit(start, i);
        if (role == Role::alone) emit(i, next);
        start = next;
      }
      i = next;
    }
    emit(start, range.end);
  }
  std::swap(words.ranges, scratch.ranges);
}

class WhitespaceSplit final : public PreTokenizer {
 public:
  void apply(Words& words, Words& scratch) const override {
    split(words, scratch,
          [](char32_t c) { return is_white_space(c) ? Role::removed : Role::inside; });
  }
};

/// White space separates words, and each punctuation character is one.
class BertPreTokenizer final : public PreTokenizer {
 public:
  void apply(Words& words, Words& scratch) const override {
    split(words, scratch, [](char32_t c) {
      if (is_white_space(c)) return Role::removed;
      return is_library_punctuation(c) ? Role::alone : Role::inside;
    });
  }
};

std::unique_ptr<const PreTokenizer> make(const json& value, const fs::path& file) {
  const std::string type = component_type(value, kKind, file);
  if (type == "WhitespaceSplit") return std::make_unique<WhitespaceSplit>();
  if (type == "BertPreTokenizer") return std::make_unique<BertPreTokenizer>();
  if (type == "Metaspace") return std::make_unique<MetaspacePreTokenizer>(Metaspace(value, file));
  refuse_component(kKind, type, file);
}

}  // namespace

PreTokenizerChain::PreTokenizerChain(const json& description, const fs::path& file) {
  for (const json* step : steps_of(description, kKind, "pretokenizers", file)) {
    steps_.push_back(make(*step, file));
  }
}

void PreTokenizerChain::apply(Words& words, Words& scratch) const {
  for (const auto& step : steps_) step->apply(words, scratch);
}

}  // namespace albert::json_pipeline
