#ifndef ALBERT_IO_DECOMPRESSOR_H_
#define ALBERT_IO_DECOMPRESSOR_H_

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace albert::io {

/// Decompresses a stream in chunks, one member after another. Each format has a class in its own
/// file and a row in decompressor.cc.
class Decompressor {
 public:
  virtual ~Decompressor() = default;

  /// Takes bytes from the front of `in` and writes to `out`; returns how many bytes were written.
  /// Fewer than out.size() means that all of `in` was taken. Throws Error{io} for damaged data.
  virtual std::size_t run(std::string_view& in, std::span<char> out) = 0;

  /// After the last byte of input. Throws Error{io} when the stream is not complete.
  virtual void finish() = 0;
};

/// A format: the first bytes of its streams, and its decompressor.
struct CompressionFormat {
  std::string_view name;
  std::string_view magic;
  /// `name` is the name of the file for messages.
  std::unique_ptr<Decompressor> (*make)(std::string name);
};

std::span<const CompressionFormat> compression_formats() noexcept;

std::unique_ptr<Decompressor> make_gzip_decompressor(std::string name);
std::unique_ptr<Decompressor> make_xz_decompressor(std::string name);
std::unique_ptr<Decompressor> make_zstd_decompressor(std::string name);

/// Error{io}: "NAME: its gzip data cannot be decompressed (WHY)", or that it is truncated.
[[noreturn]] void throw_damaged(std::string_view format, const std::string& name,
                                std::string_view why);
[[noreturn]] void throw_cut_off(std::string_view format, const std::string& name);

}  // namespace albert::io

#endif  // ALBERT_IO_DECOMPRESSOR_H_
