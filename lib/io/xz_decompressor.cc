#include <cstdint>
#include <utility>

#include <fmt/format.h>
#include <lzma.h>

#include "io/decompressor.h"

namespace albert::io {
namespace {

constexpr std::string_view kFormat = "xz";
/// xz -9 takes 65 MiB.
constexpr std::uint64_t kMostMemory = std::uint64_t{512} << 20;

class XzDecompressor final : public Decompressor {
 public:
  explicit XzDecompressor(std::string name) : name_(std::move(name)) {
    if (::lzma_stream_decoder(&stream_, kMostMemory, LZMA_CONCATENATED) != LZMA_OK) {
      throw_damaged(kFormat, name_, "liblzma cannot start");
    }
  }
  ~XzDecompressor() override { ::lzma_end(&stream_); }
  XzDecompressor(const XzDecompressor&) = delete;
  XzDecompressor& operator=(const XzDecompressor&) = delete;

  std::size_t run(std::string_view& in, std::span<char> out) override {
    stream_.next_in = reinterpret_cast<const std::uint8_t*>(in.data());
    stream_.avail_in = in.size();
    stream_.next_out = reinterpret_cast<std::uint8_t*>(out.data());
    stream_.avail_out = out.size();
    check(::lzma_code(&stream_, LZMA_RUN));
    in.remove_prefix(in.size() - stream_.avail_in);
    return out.size() - stream_.avail_out;
  }

  void finish() override {
    char byte = 0;
    stream_.avail_in = 0;
    stream_.next_out = reinterpret_cast<std::uint8_t*>(&byte);
    stream_.avail_out = 1;
    const lzma_ret outcome = ::lzma_code(&stream_, LZMA_FINISH);
    if (outcome != LZMA_STREAM_END) throw_cut_off(kFormat, name_);
  }

 private:
  void check(lzma_ret outcome) const {
    switch (outcome) {
      case LZMA_OK:
      case LZMA_STREAM_END:
      case LZMA_BUF_ERROR:  // no input, or no space for output
        return;
      case LZMA_MEMLIMIT_ERROR:
        return throw_damaged(kFormat, name_,
                             fmt::format("it asks for more than {} MiB", kMostMemory >> 20));
      case LZMA_FORMAT_ERROR:
        return throw_damaged(kFormat, name_, "other bytes follow it");
      case LZMA_OPTIONS_ERROR:
        return throw_damaged(kFormat, name_, "it has a filter that liblzma does not know");
      default:
        return throw_damaged(kFormat, name_, "its check sum or structure is wrong");
    }
  }

  std::string name_;
  lzma_stream stream_ = LZMA_STREAM_INIT;
};

}  // namespace

std::unique_ptr<Decompressor> make_xz_decompressor(std::string name) {
  return std::make_unique<XzDecompressor>(std::move(name));
}

}  // namespace albert::io
