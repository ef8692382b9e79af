#include "io/text_kind.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace albert::io {
namespace {

using enum FileKind;

constexpr std::size_t kBeginning = std::size_t{64} << 10;
constexpr std::size_t kMostJson = std::size_t{64} << 20;
constexpr std::size_t kMostVocabulary = std::size_t{8} << 20;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kSpaces = " \t\r\n";

constexpr std::array<std::pair<std::string_view, FileKind>, 4> kBeginnings = {{
    {"version https://git-lfs.github.com/spec/", git_lfs_pointer},
    {"version https://hawser.github.com/spec/", git_lfs_pointer},
    {"model_checkpoint_path:", tf_checkpoint_state},
    {"all_model_checkpoint_paths:", tf_checkpoint_state},
}};

// The beginnings of web pages and error messages of servers, in lower case.
constexpr std::array<std::string_view, 8> kPages = {"<!doctype", "<html", "<head",  "<body",
                                                    "<?xml",     "<!--",  "<error", "<meta"};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool begins_with(std::string_view text, std::string_view lower_case) {
  return text.size() >= lower_case.size() &&
         std::ranges::equal(text.substr(0, lower_case.size()), lower_case,
                            [](char c, char wanted) { return lower(c) == wanted; });
}

bool has_control_characters(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 &&
            std::string_view("\t\n\v\f\r\x1b").find(c) == std::string_view::npos) ||
           c == 0x7f;
  });
}

std::string_view skip_spaces(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(kSpaces), text.size()));
}

std::string_view take_line(std::string_view& text) {
  std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// Scans one JSON object or list without validation, by its strings and brackets.
class JsonOutline {
 public:
  explicit JsonOutline(std::string_view text) {
    std::size_t depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      if (c == '"') {
        const std::size_t end = end_of_string(text, i);
        const std::string_view after = skip_spaces(text.substr(std::min(end + 1, text.size())));
        if (depth == 1 && after.starts_with(':')) note(text.substr(i + 1, end - i - 1));
        i = end;
      } else if (c == '{' || c == '[') {
        ++depth;
      } else if (c == '}' || c == ']') {
        if (--depth == 0) {
          end_ = i + 1;
          return;
        }
      }
    }
  }

  /// The end of the value, after its last bracket; nullopt when it is not closed.
  std::optional<std::size_t> end() const { return end_; }
  bool has(std::string_view key) const {
    const auto at = std::ranges::find(kKeys, key);
    return at != kKeys.end() && has_[static_cast<std::size_t>(at - kKeys.begin())];
  }

 private:
  // Keys of the outermost object that identify the kind of a file.
  static constexpr std::array<std::string_view, 4> kKeys = {"weight_map", "model", "added_tokens",
                                                            "pre_tokenizer"};

  static std::size_t end_of_string(std::string_view text, std::size_t begin) {
    std::size_t i = begin + 1;
    while (i < text.size() && text[i] != '"') i += text[i] == '\\' ? 2 : 1;
    return std::min(i, text.size());
  }

  void note(std::string_view key) {
    const auto at = std::ranges::find(kKeys, key);
    if (at != kKeys.end()) has_[static_cast<std::size_t>(at - kKeys.begin())] = true;
  }

  std::array<bool, kKeys.size()> has_{};
  std::optional<std::size_t> end_;
};

// The first string in an object is a key, in a list a value.
bool begins_as_json(std::string_view content) {
  const std::string_view inside = skip_spaces(content.substr(1));
  if (inside.empty()) return false;
  return content[0] == '{'
             ? inside[0] == '"' || inside[0] == '}'
             : std::string_view("{[\"]-0123456789tfn").find(inside[0]) != std::string_view::npos;
}

FileKind json_kind(std::string_view content) {
  if (!begins_as_json(content)) return text;
  const bool is_object = content[0] == '{';
  const JsonOutline first(content.substr(0, kMostJson));
  if (!first.end()) return is_object ? json : text;
  const std::string_view rest = content.substr(*first.end());
  const std::string_view next = skip_spaces(rest);
  if (!next.empty()) {
    const bool on_a_new_line =
        rest.substr(0, rest.size() - next.size()).find('\n') != std::string_view::npos;
    return is_object && on_a_new_line && next.starts_with('{') ? json_lines : text;
  }
  if (first.has("weight_map")) return weight_index;
  const bool tokenizer =
      first.has("model") && (first.has("added_tokens") || first.has("pre_tokenizer"));
  return tokenizer ? tokenizer_json : json;
}

// All of the first lines have the form "▁the\t-3.5", and one is the unknown piece.
bool is_sentencepiece_vocab(std::string_view content) {
  constexpr int kLines = 16;
  bool has_unknown = false;
  int lines = 0;
  for (; lines < kLines && !content.empty(); ++lines) {
    const std::string_view line = take_line(content);
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos || tab == 0) return false;
    const std::string_view score = line.substr(tab + 1);
    if (score.empty() || score.find_first_not_of("-+.0123456789e") != std::string_view::npos) {
      return false;
    }
    has_unknown |= line.starts_with("<unk>") || line.starts_with("[UNK]");
  }
  return has_unknown && lines > 2;
}

// "[UNK]" and "[CLS]" have lines of their own, and no line has white space inside.
bool is_wordpiece_vocab(std::string_view content) {
  constexpr int kMostLines = 4096;
  content = content.substr(0, kMostVocabulary);
  if (content.find("[UNK]") == std::string_view::npos) return false;
  bool has_unknown = false;
  bool has_class = false;
  for (int lines = 0; !content.empty(); ++lines) {
    const std::string_view line = take_line(content);
    if (lines < kMostLines && line.find(' ') != std::string_view::npos) return false;
    has_unknown |= line == "[UNK]";
    has_class |= line == "[CLS]";
  }
  return has_unknown && has_class;
}

}  // namespace

FileKind text_kind(std::string_view content) noexcept {
  if (content.starts_with(kByteOrderMark)) content.remove_prefix(kByteOrderMark.size());
  if (has_control_characters(content.substr(0, kBeginning))) return unknown;
  for (const auto& [beginning, kind] : kBeginnings) {
    if (content.starts_with(beginning)) return kind;
  }
  const std::string_view inner = skip_spaces(content);
  for (const std::string_view page : kPages) {
    if (begins_with(inner, page)) return web_page;
  }
  if (inner.starts_with('{') || inner.starts_with('[')) {
    const FileKind kind = json_kind(inner);
    if (kind != text) return kind;
  }
  if (is_sentencepiece_vocab(content)) return sentencepiece_vocab;
  return is_wordpiece_vocab(content) ? wordpiece_vocab : text;
}

}  // namespace albert::io
