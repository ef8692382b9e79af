#include "io/text_checker.h"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

namespace albert::io {
namespace {

using Kind = TextWarning::Kind;

/// Longer lines are not checked.
constexpr std::size_t kLongestFirstLine = std::size_t{1} << 20;
constexpr std::size_t kLookedAt = 4096;  // bytes of the beginning that are checked for zeros

std::size_t line_breaks(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// UTF-16 of mostly ASCII has a zero in every second byte, UTF-32 in three of four.
std::string likely_encoding(std::string_view text) {
  text = text.substr(0, kLookedAt);
  std::array<std::size_t, 4> zeros = {};
  for (std::size_t i = 0; i < text.size(); ++i) zeros[i % 4] += text[i] == '\0' ? 1 : 0;
  const std::size_t enough = text.size() / 16;  // threshold of zeros at each position modulo 4
  if (enough == 0 && text.size() < 4) return {};
  const auto many = [&](std::size_t residue) { return zeros[residue] > enough; };
  const auto none = [&](std::size_t residue) { return zeros[residue] == 0; };
  if (none(0) && many(1) && many(2) && many(3)) return "utf-32le";
  if (many(0) && many(1) && many(2) && none(3)) return "utf-32be";
  if (none(0) && many(1) && none(2) && many(3)) return "utf-16le";
  if (many(0) && none(1) && many(2) && none(3)) return "utf-16be";
  return {};
}

/// Whether this line begins JSON: an object, or an array of objects over several lines.
bool begins_json(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t");
  if (begin == line.npos) return false;
  line = line.substr(begin, line.find_last_not_of(" \t\r") + 1 - begin);
  if (line == "[" || line.starts_with("[{\"") || line.starts_with("[ {\"")) return true;
  return line.starts_with('{') && nlohmann::json::accept(line);
}

}  // namespace

void TextChecker::note_undecodable(std::string_view before) {
  if (std::exchange(undecodable_found_, true)) return;
  found_.push_back({Kind::undecodable, line_ + line_breaks(before), {}});
}

void TextChecker::check_first_chunk(std::string_view chunk) {
  if (!utf8_ || chunk.empty() || !std::exchange(first_chunk_, false)) return;
  std::string encoding = likely_encoding(chunk);
  if (encoding.empty()) return;
  found_.push_back({Kind::looks_utf16, 1, std::move(encoding)});
  stop_checking();
  first_line_done_ = true;
}

void TextChecker::stop_checking() {
  utf8_.reset();
  undecodable_found_ = true;
}

void TextChecker::check_first_line(std::string_view chunk, bool last) {
  while (!first_line_done_ && !chunk.empty()) {
    const std::size_t end = std::min(chunk.find('\n'), chunk.size());
    first_line_ += chunk.substr(0, end);
    const bool complete = end < chunk.size();
    chunk.remove_prefix(std::min(end + 1, chunk.size()));
    const std::size_t begin = first_line_.find_first_not_of(" \t\r");
    if (begin == std::string::npos) {
      if (complete) first_line_.clear();  // a blank line
    } else if ((first_line_[begin] != '{' && first_line_[begin] != '[') ||
               first_line_.size() > kLongestFirstLine) {
      first_line_done_ = true;
    } else if (complete) {
      judge_first_line();
    }
  }
  if (last && !first_line_done_) judge_first_line();
  if (first_line_done_) first_line_ = {};
}

void TextChecker::judge_first_line() {
  first_line_done_ = true;
  if (begins_json(first_line_)) found_.push_back({Kind::json_lines, 1, {}});
}

std::vector<TextFinding> TextChecker::feed(std::string_view chunk, bool last) {
  check_first_chunk(chunk);
  check_first_line(chunk, last);
  if (utf8_) {
    std::size_t where = utf8_->feed(chunk);
    if (where == chunk.npos && last && utf8_->within_character()) where = chunk.size();
    if (where != chunk.npos) {
      found_.push_back({Kind::not_utf8, line_ + line_breaks(chunk.substr(0, where)), {}});
      stop_checking();
    }
  }
  if (!undecodable_found_) line_ += line_breaks(chunk);
  return std::exchange(found_, {});
}

}  // namespace albert::io
