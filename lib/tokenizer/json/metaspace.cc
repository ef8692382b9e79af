#include "tokenizer/json/metaspace.h"

#include <utility>

#include <fmt/core.h>

#include "tokenizer/json/component.h"
#include "tokenizer/json_values.h"
#include "tokenizer/unicode.h"

namespace albert::json_pipeline {

Metaspace::Metaspace(const nlohmann::json& description, const std::filesystem::path& file)
    : symbol(text_of(description, "replacement", file)),
      split(flag_or(description, "split", true, file)) {
  if (symbol.empty() || decode_utf8(symbol, 0).length != symbol.size()) {
    refuse_json(file, "the 'replacement' of Metaspace is not one character");
  }
  // Older files have add_prefix_space instead.
  const bool prefix = flag_or(description, "add_prefix_space", true, file);
  if (!prefix) prepend = Prepend::never;
  if (!is_given(description, "prepend_scheme")) return;
  const std::string scheme = text_of(description, "prepend_scheme", file);
  if (scheme == "never") {
    prepend = Prepend::never;
  } else if (!prefix) {
    refuse_json(file, "the 'add_prefix_space' of Metaspace contradicts its 'prepend_scheme'");
  } else if (scheme == "first") {
    prepend = Prepend::first;
  } else if (scheme != "always") {
    refuse_json(file, fmt::format("the prepend_scheme '{}' of Metaspace is not supported", scheme));
  }
}

void MetaspacePreTokenizer::apply(Words& words, Words& scratch) const {
  const std::string& symbol = metaspace_.symbol;
  AlignedText& out = scratch.text;
  out.clear();
  out.reserve(words.text.size() + (words.ranges.size() + 1) * symbol.size());
  out.end = words.text.end;
  scratch.ranges.clear();
  const auto emit = [&](std::size_t begin, std::size_t end) {
    if (begin == end) return;
    scratch.ranges.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
  };
  for (const Words::Range range : words.ranges) {
    const std::string_view word =
        std::string_view(words.text.text).substr(range.begin, range.end - range.begin);
    const std::uint32_t origin = words.text.origin[range.begin];
    std::size_t start = out.size();
    const bool wanted = metaspace_.prepend == Metaspace::Prepend::always ||
                        (metaspace_.prepend == Metaspace::Prepend::first && origin == 0);
    if (wanted && !word.starts_with(' ') && !word.starts_with(symbol)) out.append(symbol, origin);
    for (std::size_t i = 0; i < word.size();) {
      const std::uint32_t from = words.text.origin[range.begin + i];
      const bool space = word[i] == ' ';
      if (space || word.substr(i).starts_with(symbol)) {
        if (metaspace_.split) {
          emit(start, out.size());
          start = out.size();
        }
        out.append(symbol, from);
        i += space ? 1 : symbol.size();
      } else {
        out.push(word[i], from);
        ++i;
      }
    }
    emit(start, out.size());
  }
  std::swap(words, scratch);
}

}  // namespace albert::json_pipeline
