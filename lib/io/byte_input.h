#ifndef ALBERT_IO_BYTE_INPUT_H_
#define ALBERT_IO_BYTE_INPUT_H_

#include <filesystem>
#include <memory>
#include <string>

#include "io/decompressor.h"

namespace albert::io {

/// The bytes of a file or of stdin, decompressed if the content is compressed.
class ByteInput {
 public:
  /// `file` "-" is stdin; `name` is for messages. Throws Error{io}.
  ByteInput(const std::filesystem::path& file, std::string name);
  ~ByteInput();
  ByteInput(const ByteInput&) = delete;
  ByteInput& operator=(const ByteInput&) = delete;

  /// Reads at most once and appends the result: 64 KiB or less, possibly empty. False at the end.
  /// Throws Error{io}.
  bool read_some(std::string& out);

  /// True when read_some() would not block.
  bool ready() const;

  const std::string& name() const noexcept { return name_; }

 private:
  void read_file(std::string& out);
  bool recognize();

  std::string name_;
  int fd_;
  bool recognized_ = false;
  bool end_of_file_ = false;
  bool may_have_more_ = false;  // the decompressor filled its output buffer
  std::unique_ptr<Decompressor> decompressor_;
  std::string compressed_;  // or the first bytes, until the format is known
};

}  // namespace albert::io

#endif  // ALBERT_IO_BYTE_INPUT_H_
