#include <algorithm>
#include <utility>

#include <zlib.h>

#include "io/decompressor.h"

namespace albert::io {
namespace {

constexpr std::string_view kFormat = "gzip";

class GzipDecompressor final : public Decompressor {
 public:
  explicit GzipDecompressor(std::string name) : name_(std::move(name)) {
    constexpr int kGzipOnly = 16;
    if (::inflateInit2(&stream_, kGzipOnly + MAX_WBITS) != Z_OK) {
      throw_damaged(kFormat, name_, "zlib cannot start");
    }
  }
  ~GzipDecompressor() override { ::inflateEnd(&stream_); }
  GzipDecompressor(const GzipDecompressor&) = delete;
  GzipDecompressor& operator=(const GzipDecompressor&) = delete;

  std::size_t run(std::string_view& in, std::span<char> out) override {
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    while (stream_.avail_out > 0) {
      if (member_ended_ && !begin_member(in)) break;
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
      stream_.avail_in = static_cast<uInt>(std::min(in.size(), kMostAtOnce));
      const uInt given = stream_.avail_in;
      const int outcome = ::inflate(&stream_, Z_NO_FLUSH);
      in.remove_prefix(given - stream_.avail_in);
      if (outcome == Z_STREAM_END) {
        member_ended_ = true;
      } else if (outcome == Z_BUF_ERROR || (outcome == Z_OK && in.empty())) {
        break;  // more input is needed
      } else if (outcome != Z_OK) {
        throw_damaged(kFormat, name_, stream_.msg != nullptr ? stream_.msg : "zlib gives up");
      }
    }
    return out.size() - stream_.avail_out;
  }

  void finish() override {
    if (!member_ended_) throw_cut_off(kFormat, name_);
  }

 private:
  static constexpr std::size_t kMostAtOnce = std::size_t{1} << 30;

  /// After a member: another one, or zero padding of a tape block. False when no byte of a member
  /// is available yet.
  bool begin_member(std::string_view& in) {
    in.remove_prefix(std::min(in.find_first_not_of('\0'), in.size()));
    if (in.empty()) return false;
    if (in.front() != '\x1F') throw_damaged(kFormat, name_, "other bytes follow it");
    ::inflateReset(&stream_);
    member_ended_ = false;
    return true;
  }

  std::string name_;
  z_stream stream_ = {};
  bool member_ended_ = false;
};

}  // namespace

std::unique_ptr<Decompressor> make_gzip_decompressor(std::string name) {
  return std::make_unique<GzipDecompressor>(std::move(name));
}

}  // namespace albert::io
