#ifndef ALBERT_APPS_COMMON_NPY_WRITER_H_
#define ALBERT_APPS_COMMON_NPY_WRITER_H_

#include <cstddef>
#include <span>
#include <string>

namespace albert::apps {

/// Writes a NumPy file of float32, [rows, columns], row by row. After each append() the header
/// names the rows that are there, so the file is valid whenever the process ends, also by a signal.
/// Not thread-safe.
class NpyWriter {
 public:
  /// Creates the file, or empties an earlier NumPy file. Throws Error{usage} when it is something
  /// else, and Error{io} when it cannot be written.
  NpyWriter(const std::string& path, std::size_t columns);
  ~NpyWriter();
  NpyWriter(const NpyWriter&) = delete;
  NpyWriter& operator=(const NpyWriter&) = delete;

  /// Whole rows. Throws Error{io}; the file then has the rows before.
  void append(std::span<const float> values);

  /// A row of NaN.
  void append_nan();

  /// Checks for errors that a file system reports only when a file is closed. Throws Error{io}.
  void finish();

 private:
  void write_at(std::size_t offset, std::span<const char> bytes) const;
  void write_header() const;

  std::string path_;
  std::size_t columns_;
  std::size_t rows_ = 0;
  int fd_;
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_NPY_WRITER_H_
