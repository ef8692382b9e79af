#include "tokenizer/albert_preprocess.h"

#include <array>

#include "tokenizer/unicode.h"

namespace albert {
namespace {

constexpr std::string_view kCapitalSigmaBytes = "\xCE\xA3";

/// Lower-cases sigmas last, because their form depends on adjacent characters.
void lower_sigmas(std::string& text) {
  std::size_t i = 0;
  while ((i = text.find(kCapitalSigmaBytes, i)) != std::string::npos) {
    std::string small;
    append_utf8(small, is_final_sigma(text, i) ? kFinalSigma : kSmallSigma);
    text.replace(i, kCapitalSigmaBytes.size(), small);
    i += small.size();
  }
}

}  // namespace

void AlbertPreprocess::append_decomposed(char32_t code_point, std::uint32_t from, AlignedText& out,
                                         bool& has_sigma) const {
  std::array<char32_t, kMaxDecomposition> parts;
  const std::size_t count = decompose(code_point, Decomposition::compatibility, parts);
  for (std::size_t i = 0; i < count; ++i) {
    const char32_t part = parts[i];
    if (combining_class(part) != 0) continue;
    if (!lower_case) {
      out.append(part, from);
    } else if (part == kCapitalSigma) {
      out.append(part, from);
      has_sigma = true;
    } else {
      out.append(lower(part), from);
    }
  }
}

void AlbertPreprocess::apply(const AlignedText& in, std::size_t begin, std::size_t end,
                             AlignedText& out) const {
  const std::string_view text = std::string_view(in.text).substr(0, end);
  out.clear();
  out.reserve(end - begin);
  out.end = in.origin_of(end);

  bool has_sigma = false;
  bool started = false;  // a character was seen, even if it was dropped
  bool space_pending = false;
  std::uint32_t space_origin = 0;
  for (std::size_t i = begin; i < end;) {
    const std::uint32_t from = in.origin[i];
    const DecodedCharacter c = decode_utf8(text, i);
    i += c.length;
    if (remove_space && is_space(c.code_point)) {
      if (!space_pending) space_origin = from;
      space_pending = true;
      continue;
    }
    if (space_pending && started) out.push(' ', space_origin);
    space_pending = false;
    started = true;

    if (c.length > 1) {
      if (keep_accents) {
        out.append(text.substr(i - c.length, c.length), from);
      } else {
        append_decomposed(c.code_point, from, out, has_sigma);
      }
      continue;
    }
    const char byte = text[i - 1];
    const bool doubled = (byte == '`' || byte == '\'') && i < end && text[i] == byte;
    out.push(doubled ? '"' : byte, from);
    if (doubled) ++i;
  }
  if (space_pending) out.end = space_origin;
  if (has_sigma) lower_sigmas(out.text);
}

}  // namespace albert
