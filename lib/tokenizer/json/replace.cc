#include "tokenizer/json/replace.h"

#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "tokenizer/json/component.h"
#include "tokenizer/json_values.h"
#include "tokenizer/unicode.h"

namespace albert::json_pipeline {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class ReplaceText final : public Normalizer {
 public:
  ReplaceText(std::string pattern, std::string content)
      : pattern_(std::move(pattern)), content_(std::move(content)) {}

  double growth() const noexcept override {
    return static_cast<double>(content_.size()) / static_cast<double>(pattern_.size());
  }
  bool changes(std::string_view text) const noexcept override {
    return text.find(pattern_) != std::string_view::npos;
  }

  void apply(const AlignedText& in, AlignedText& out) const override {
    out.clear();
    out.reserve(in.size());
    out.end = in.end;
    std::size_t found = in.text.find(pattern_);
    for (std::size_t i = 0; i < in.size();) {
      if (i == found) {
        i += pattern_.size();
        out.append(content_, in.origin[i - 1]);  // as in the library
        found = in.text.find(pattern_, i);
      } else {
        out.push(in.text[i], in.origin[i]);
        ++i;
      }
    }
  }

 private:
  std::string pattern_;  // not empty
  std::string content_;
};

/// `count` or more of one character, or of white space.
struct Run {
  std::optional<char32_t> character;  ///< none: white space
  std::size_t count = 1;

  bool matches(char32_t c) const noexcept {
    return character ? c == *character : is_white_space(c);
  }
};

class ReplaceRuns final : public Normalizer {
 public:
  ReplaceRuns(Run run, std::string content) : run_(run), content_(std::move(content)) {}

  double growth() const noexcept override {
    return static_cast<double>(content_.size()) / static_cast<double>(run_.count);
  }
  bool changes(std::string_view text) const noexcept override {
    std::size_t length = 0;
    for (std::size_t i = 0; i < text.size();) {
      const DecodedCharacter c = decode_utf8(text, i);
      length = run_.matches(c.code_point) ? length + 1 : 0;
      if (length >= run_.count) return true;
      i += c.length;
    }
    return false;
  }

  void apply(const AlignedText& in, AlignedText& out) const override {
    out.clear();
    out.reserve(in.size());
    out.end = in.end;
    std::size_t length = 0;  // characters of the run that ends at i
    std::size_t begin = 0;   // where it begins
    const auto end_run = [&](std::size_t end) {
      if (length >= run_.count) {
        out.append(content_, in.origin[end - 1]);
      } else {
        for (std::size_t k = begin; k < end; ++k) out.push(in.text[k], in.origin[k]);
      }
      length = 0;
    };
    for (std::size_t i = 0; i < in.size();) {
      const DecodedCharacter c = decode_utf8(in.text, i);
      if (run_.matches(c.code_point)) {
        if (length++ == 0) begin = i;
      } else {
        if (length > 0) end_run(i);
        out.append(std::string_view(in.text).substr(i, c.length), in.origin[i]);
      }
      i += c.length;
    }
    if (length > 0) end_run(in.size());
  }

 private:
  Run run_;
  std::string content_;
};

/// `C+` or `C{n,}`.
std::optional<Run> parse_run(std::string_view pattern) {
  Run run;
  if (pattern.starts_with("\\s")) {
    pattern.remove_prefix(2);
  } else {
    constexpr std::string_view kMeta = "\\^$.|?*+()[]{}";
    if (pattern.empty() || kMeta.find(pattern[0]) != std::string_view::npos) return std::nullopt;
    const DecodedCharacter c = decode_utf8(pattern, 0);
    run.character = c.code_point;
    pattern.remove_prefix(c.length);
  }
  if (pattern == "+") return run;
  if (!pattern.starts_with('{') || !pattern.ends_with(",}")) return std::nullopt;
  const std::string_view number = pattern.substr(1, pattern.size() - 3);
  const auto [stop, error] =
      std::from_chars(number.data(), number.data() + number.size(), run.count);
  if (error != std::errc() || stop != number.data() + number.size() || run.count == 0) {
    return std::nullopt;
  }
  return run;
}

}  // namespace

std::unique_ptr<const Normalizer> make_replace(const json& description, const fs::path& file) {
  const json& pattern = object_of(description, "pattern", file);
  std::string content = text_of(description, "content", file);
  if (pattern.contains("String")) {
    std::string text = text_of(pattern, "String", file);
    if (text.empty()) refuse_json(file, "normalizer 'Replace' has an empty pattern");
    return std::make_unique<ReplaceText>(std::move(text), std::move(content));
  }
  const std::string expression = text_of(pattern, "Regex", file);
  const std::optional<Run> run = parse_run(expression);
  if (!run) {
    refuse_json(
        file, fmt::format("the pattern '{}' of normalizer 'Replace' is not supported", expression));
  }
  return std::make_unique<ReplaceRuns>(*run, std::move(content));
}

}  // namespace albert::json_pipeline
