#include "tokenizer/json/precompiled.h"

#include <optional>
#include <stdexcept>
#include <string>

#include "tokenizer/json/base64.h"
#include "tokenizer/json_values.h"
#include "tokenizer/unicode.h"

namespace albert::json_pipeline {
namespace {

constexpr std::size_t kLongestCluster = 5;  // bytes that are looked up as a whole

Charsmap read_charsmap(std::string_view text, const std::filesystem::path& file) {
  const std::optional<std::string> blob = decode_base64(text);
  if (!blob) refuse_json(file, "'precompiled_charsmap' is not base64");
  try {
    return Charsmap(*blob);
  } catch (const std::invalid_argument& error) {
    refuse_json(file, error.what());
  }
}

}  // namespace

Precompiled::Precompiled(std::string_view charsmap, const std::filesystem::path& file)
    : charsmap_(read_charsmap(charsmap, file)) {}

bool Precompiled::changes(std::string_view text) const noexcept {
  for (const char byte : text) {
    if (!is_ascii(byte) || !charsmap_.keeps(static_cast<unsigned char>(byte))) return true;
  }
  return false;
}

void Precompiled::apply(const AlignedText& in, AlignedText& out) const {
  const std::string_view text = in.text;
  out.clear();
  out.reserve(in.size());
  out.end = in.end;
  for (std::size_t i = 0; i < text.size();) {
    const bool before_ascii = i + 1 == text.size() || is_ascii(text[i + 1]);
    if (is_ascii(text[i]) && before_ascii && charsmap_.keeps(static_cast<unsigned char>(text[i]))) {
      out.push(text[i], in.origin[i]);
      ++i;
      continue;
    }
    const std::size_t length = grapheme_length(text, i);
    const std::string_view cluster = text.substr(i, length);
    if (length <= kLongestCluster) {
      if (const auto whole = charsmap_.shortest(cluster)) {
        out.append(*whole, in.origin[i]);
        i += length;
        continue;
      }
    }
    for (std::size_t end = i + length; i < end;) {
      const std::size_t size = decode_utf8(text, i).length;
      const std::string_view part = text.substr(i, size);
      out.append(charsmap_.shortest(part).value_or(part), in.origin[i]);
      i += size;
    }
  }
}

}  // namespace albert::json_pipeline
