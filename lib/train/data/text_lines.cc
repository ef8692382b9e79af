#include "train/data/text_lines.h"

namespace albert::train {
namespace {

/// A block ends with the line that reaches this size.
constexpr std::size_t kBlockBytes = std::size_t{1} << 22;

}  // namespace

TextOptions json_text_options(TextOptions options) {
  if (!options.warn) return options;
  options.warn = [warn = std::move(options.warn)](const TextWarning& warning) {
    if (warning.kind != TextWarning::Kind::json_lines) warn(warning);
  };
  return options;
}

TextLines::TextLines(const std::filesystem::path& text, const TextOptions& options)
    : reader_(text, options) {}

std::span<const std::string_view> TextLines::next(std::size_t most) {
  buffer_.erase(0, used_);
  ranges_.clear();
  std::size_t begin = 0;
  std::size_t searched = 0;
  while (ranges_.size() < most && begin < kBlockBytes) {
    const std::size_t end = buffer_.find('\n', searched);
    if (end != std::string::npos) {
      ranges_.emplace_back(begin, end - begin);
      begin = searched = end + 1;
    } else if (more_) {
      searched = buffer_.size();
      more_ = reader_.read_some(buffer_);
    } else {
      if (begin < buffer_.size()) ranges_.emplace_back(begin, buffer_.size() - begin);
      begin = buffer_.size();
      break;
    }
  }
  used_ = begin;
  bytes_ += begin;
  lines_.clear();
  for (const auto& [first, size] : ranges_) {
    lines_.push_back(std::string_view(buffer_).substr(first, size));
  }
  return lines_;
}

}  // namespace albert::train
