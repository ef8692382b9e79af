#include <utility>

#include <zstd.h>

#include "io/decompressor.h"

namespace albert::io {
namespace {

constexpr std::string_view kFormat = "Zstandard";

/// Windows of at most 128 MiB, libzstd's own limit.
class ZstdDecompressor final : public Decompressor {
 public:
  explicit ZstdDecompressor(std::string name)
      : name_(std::move(name)), stream_(::ZSTD_createDStream()) {
    if (stream_ == nullptr) throw_damaged(kFormat, name_, "libzstd cannot start");
  }
  ~ZstdDecompressor() override { ::ZSTD_freeDStream(stream_); }
  ZstdDecompressor(const ZstdDecompressor&) = delete;
  ZstdDecompressor& operator=(const ZstdDecompressor&) = delete;

  std::size_t run(std::string_view& in, std::span<char> out) override {
    ZSTD_inBuffer input = {in.data(), in.size(), 0};
    ZSTD_outBuffer output = {out.data(), out.size(), 0};
    while (output.pos < output.size && (input.pos < input.size || has_output_)) {
      const std::size_t taken = input.pos;
      const std::size_t written = output.pos;
      const std::size_t outcome = ::ZSTD_decompressStream(stream_, &output, &input);
      if (::ZSTD_isError(outcome) != 0) {
        throw_damaged(kFormat, name_, ::ZSTD_getErrorName(outcome));
      }
      frame_ended_ = outcome == 0;
      has_output_ = !frame_ended_ && output.pos == output.size;
      if (input.pos == taken && output.pos == written) break;
    }
    in.remove_prefix(input.pos);
    return output.pos;
  }

  void finish() override {
    if (!frame_ended_) throw_cut_off(kFormat, name_);
  }

 private:
  std::string name_;
  ZSTD_DStream* stream_;
  bool frame_ended_ = false;
  bool has_output_ = false;  // of what was taken already
};

}  // namespace

std::unique_ptr<Decompressor> make_zstd_decompressor(std::string name) {
  return std::make_unique<ZstdDecompressor>(std::move(name));
}

}  // namespace albert::io
