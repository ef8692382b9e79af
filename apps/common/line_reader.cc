#include "common/line_reader.h"

#include <algorithm>

namespace albert::apps {

LineReader::LineReader(const std::string& path, const TextOptions& options)
    : input_(path, options) {}

bool LineReader::line_buffered() {
  scanned_ = std::min(buffer_.find('\n', scanned_), buffer_.size());
  return scanned_ < buffer_.size();
}

void LineReader::read_some() {
  if (begin_ > 0 && begin_ >= buffer_.size() / 2) {
    buffer_.erase(0, begin_);
    scanned_ -= begin_;
    begin_ = 0;
  }
  end_of_file_ = !input_.read_some(buffer_);
}

std::optional<std::string_view> LineReader::next() {
  while (!line_buffered() && !end_of_file_) read_some();
  const bool terminated = line_buffered();
  if (!terminated && begin_ == buffer_.size()) return std::nullopt;
  const std::size_t end = terminated ? scanned_ : buffer_.size();
  std::string_view line(buffer_.data() + begin_, end - begin_);
  begin_ = terminated ? end + 1 : end;
  scanned_ = begin_;
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool LineReader::ready() {
  while (!line_buffered() && !end_of_file_) {
    if (!input_.ready()) return false;
    read_some();
  }
  return true;
}

}  // namespace albert::apps
