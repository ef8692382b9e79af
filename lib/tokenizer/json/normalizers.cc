#include "tokenizer/json/normalizers.h"

#include <algorithm>
#include <utility>

#include "tokenizer/json/bert_normalizer.h"
#include "tokenizer/json/component.h"
#include "tokenizer/json/library_characters.h"
#include "tokenizer/json/precompiled.h"
#include "tokenizer/json/replace.h"
#include "tokenizer/json/unicode_forms.h"
#include "tokenizer/json_values.h"
#include "tokenizer/unicode.h"

namespace albert::json_pipeline {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kKind = "normalizer";

/// The product of the factors of all steps.
constexpr double kMostGrowth = 1 << 16;

/// Calls `on_character` with each character and its position.
template <typename OnCharacter>
void for_each_character(const AlignedText& in, OnCharacter on_character) {
  for (std::size_t i = 0; i < in.size();) {
    const DecodedCharacter c = decode_utf8(in.text, i);
    on_character(c, i);
    i += c.length;
  }
}

void begin_output(const AlignedText& in, AlignedText& out) {
  out.clear();
  out.reserve(in.size());
  out.end = in.end;
}

class StripAccents final : public Normalizer {
 public:
  bool changes(std::string_view text) const noexcept override { return !is_all_ascii(text); }
  void apply(const AlignedText& in, AlignedText& out) const override {
    begin_output(in, out);
    for_each_character(in, [&](DecodedCharacter c, std::size_t i) {
      if (c.length > 1 && is_library_mark(c.code_point)) return;
      out.append(std::string_view(in.text).substr(i, c.length), in.origin[i]);
    });
  }
};

class Lowercase final : public Normalizer {
 public:
  bool changes(std::string_view text) const noexcept override {
    for (const char byte : text) {
      if (!is_ascii(byte) || ascii_lower(byte) != byte) return true;
    }
    return false;
  }
  void apply(const AlignedText& in, AlignedText& out) const override {
    begin_output(in, out);
    append_lower(in, out);
  }
};

class Strip final : public Normalizer {
 public:
  Strip(bool left, bool right) : left_(left), right_(right) {}
  bool changes(std::string_view text) const noexcept override { return !text.empty(); }
  void apply(const AlignedText& in, AlignedText& out) const override {
    std::size_t first = in.size(), last = 0;
    for_each_character(in, [&](DecodedCharacter c, std::size_t i) {
      if (is_white_space(c.code_point)) return;
      first = std::min(first, i);
      last = i + c.length;
    });
    begin_output(in, out);
    const std::size_t begin = left_ ? first : 0;
    const std::size_t end = right_ ? last : in.size();
    for (std::size_t i = begin; i < end; ++i) out.push(in.text[i], in.origin[i]);
    out.end = in.origin_of(std::max(begin, end));
  }

 private:
  bool left_, right_;
};

class Prepend final : public Normalizer {
 public:
  explicit Prepend(std::string text) : text_(std::move(text)) {}
  double growth() const noexcept override { return 1 + static_cast<double>(text_.size()); }
  bool changes(std::string_view text) const noexcept override { return !text.empty(); }
  void apply(const AlignedText& in, AlignedText& out) const override {
    begin_output(in, out);
    if (in.size() == 0) return;
    out.append(text_, in.origin[0]);
    for (std::size_t i = 0; i < in.size(); ++i) out.push(in.text[i], in.origin[i]);
  }

 private:
  std::string text_;
};

/// Sentencepiece's "nmt" rules: drops controls, replaces separators and the like by spaces.
class Nmt final : public Normalizer {
 public:
  bool changes(std::string_view text) const noexcept override {
    for (const char byte : text) {
      if (!is_ascii(byte) || byte < ' ' || byte == '\x7F') return true;
    }
    return false;
  }
  void apply(const AlignedText& in, AlignedText& out) const override {
    begin_output(in, out);
    for_each_character(in, [&](DecodedCharacter c, std::size_t i) {
      if (is_dropped(c.code_point)) return;
      if (is_blank(c.code_point)) {
        out.push(' ', in.origin[i]);
      } else {
        out.append(std::string_view(in.text).substr(i, c.length), in.origin[i]);
      }
    });
  }

 private:
  static bool is_dropped(char32_t c) noexcept {
    return (c >= 0x01 && c <= 0x08) || c == 0x0B || (c >= 0x0E && c <= 0x1F) || c == 0x7F ||
           c == 0x8F || c == 0x9F;
  }
  static bool is_blank(char32_t c) noexcept {
    return c == 0x09 || c == 0x0A || c == 0x0C || c == 0x0D || c == 0x1680 ||
           (c >= 0x200B && c <= 0x200F) || c == 0x2028 || c == 0x2029 || c == 0x2581 ||
           c == 0xFEFF || c == 0xFFFD;
  }
};

std::unique_ptr<const Normalizer> make(const json& value, const fs::path& file) {
  const std::string type = component_type(value, kKind, file);
  if (type == "BertNormalizer" || type == "Bert") {
    BertNormalizer::Options options;
    options.clean_text = flag_or(value, "clean_text", true, file);
    options.chinese_characters = flag_or(value, "handle_chinese_chars", true, file);
    options.lower_case = flag_or(value, "lowercase", true, file);
    options.strip_accents = flag_or(value, "strip_accents", options.lower_case, file);
    return std::make_unique<BertNormalizer>(options);
  }
  if (type == "StripAccents") return std::make_unique<StripAccents>();
  if (type == "Lowercase") return std::make_unique<Lowercase>();
  if (type == "Nmt") return std::make_unique<Nmt>();
  if (type == "NFC") return std::make_unique<UnicodeForm>(Decomposition::canonical, true);
  if (type == "NFD") return std::make_unique<UnicodeForm>(Decomposition::canonical, false);
  if (type == "NFKC") return std::make_unique<UnicodeForm>(Decomposition::compatibility, true);
  if (type == "NFKD") return std::make_unique<UnicodeForm>(Decomposition::compatibility, false);
  if (type == "Strip") {
    return std::make_unique<Strip>(flag_or(value, "strip_left", false, file),
                                   flag_or(value, "strip_right", false, file));
  }
  if (type == "Prepend") return std::make_unique<Prepend>(text_of(value, "prepend", file));
  if (type == "Replace") return make_replace(value, file);
  if (type == "Precompiled") {
    return std::make_unique<Precompiled>(text_of(value, "precompiled_charsmap", file), file);
  }
  refuse_component(kKind, type, file);
}

}  // namespace

void append_lower(const AlignedText& in, AlignedText& out) {
  for (std::size_t i = 0; i < in.size();) {
    if (is_ascii(in.text[i])) {
      out.push(ascii_lower(in.text[i]), in.origin[i]);
      ++i;
      continue;
    }
    const DecodedCharacter c = decode_utf8(in.text, i);
    out.append(lower(c.code_point), in.origin[i]);
    if (c.code_point == kDottedCapitalI) out.append(kDotAbove, in.origin[i]);
    i += c.length;
  }
}

NormalizerChain::NormalizerChain(const json& description, const fs::path& file) {
  double growth = 1;
  for (const json* step : steps_of(description, kKind, "normalizers", file)) {
    steps_.push_back(make(*step, file));
    growth *= std::max(1.0, steps_.back()->growth());
    if (growth > kMostGrowth) refuse_json(file, "its normalizers make texts too long");
  }
}

void NormalizerChain::apply(AlignedText& text, AlignedText& scratch) const {
  for (const auto& step : steps_) {
    if (!step->changes(text.text)) continue;
    step->apply(text, scratch);
    std::swap(text, scratch);
  }
}

}  // namespace albert::json_pipeline
