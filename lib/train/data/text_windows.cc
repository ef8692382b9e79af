#include "train/data/text_windows.h"

#include <algorithm>
#include <utility>

namespace albert::train {
namespace {

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

/// The end of a window in `text`: after its last empty line, otherwise its last line, otherwise its
/// last word, otherwise its last complete character.
std::size_t cut_of(std::string_view text) {
  const std::size_t last_line = text.rfind('\n');
  for (std::size_t end = last_line; end != text.npos && end > 0;) {
    const std::size_t before = text.rfind('\n', end - 1);
    if (before == text.npos) break;
    if (is_blank(text.substr(before + 1, end - before - 1))) return end + 1;
    end = before;
  }
  if (last_line != text.npos) return last_line + 1;
  if (const std::size_t space = text.rfind(' '); space != text.npos) return space + 1;
  std::size_t end = text.size();
  while (end > 1 && (static_cast<unsigned char>(text[end - 1]) & 0xC0U) == 0x80) --end;
  return end > 1 ? end - 1 : text.size();
}

}  // namespace

TextWindows::TextWindows(std::span<const std::filesystem::path> texts, std::size_t size,
                         TextOptions options)
    : texts_(texts.begin(), texts.end()),
      size_(std::max<std::size_t>(16, size)),
      options_(std::move(options)) {}

void TextWindows::fill(std::size_t size) {
  while (buffer_.size() < size && (reader_ || text_ < texts_.size())) {
    if (!reader_) reader_.emplace(texts_[text_++], options_);
    const std::size_t before = buffer_.size();
    const bool more = reader_->read_some(buffer_);
    bytes_read_ += buffer_.size() - before;
    if (more) continue;
    reader_.reset();
    buffer_ += "\n\n";
  }
}

std::string_view TextWindows::next() {
  buffer_.erase(0, used_);
  fill(size_ + size_ / 2);
  const bool rest = buffer_.size() < size_ + size_ / 2;
  used_ = rest ? buffer_.size() : cut_of(std::string_view(buffer_).substr(0, size_));
  return std::string_view(buffer_).substr(0, used_);
}

}  // namespace albert::train
