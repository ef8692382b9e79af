#ifndef ALBERT_APPS_COMMON_OUTPUT_H_
#define ALBERT_APPS_COMMON_OUTPUT_H_

#include <string>

namespace albert::apps {

/// Thrown when the reader of stdout closed the pipe: not an error, the exit code is 0.
struct ClosedPipe {};

/// Buffered data output. Every write is checked: a failed one throws Error{io}, one to a closed
/// pipe throws ClosedPipe.
class Output {
 public:
  /// Writes to an open descriptor, stdout by default, and does not close it.
  explicit Output(int fd = 1) : fd_(fd) {}
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  /// Buffered bytes; append to it.
  std::string& buffer() noexcept { return buffer_; }

  /// Writes the buffer if it is large; call it regularly while appending.
  void flush_if_full() {
    if (buffer_.size() >= kFlushBytes) flush();
  }

  /// Writes the buffer.
  void flush();

  /// flush(), and checks for errors that a file system reports only when a file is closed.
  void finish();

 private:
  static constexpr std::size_t kFlushBytes = std::size_t{1} << 16;

  int fd_;
  std::string buffer_;
};

/// Makes writes to closed pipes return an error instead of killing the process.
void ignore_broken_pipes() noexcept;

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_OUTPUT_H_
