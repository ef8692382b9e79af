#include "albert/convert/weight_summary.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <memory>
#include <numeric>
#include <span>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "albert/base/error.h"
#include "convert/element_stream.h"

namespace albert {

using convert::Orientation;

namespace {

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new()) {
    check(context_ != nullptr && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
  }

  void update(std::span<const std::byte> bytes) {
    check(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
  }
  void update(std::string_view text) { update(std::as_bytes(std::span(text.data(), text.size()))); }

  std::string hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes;
    unsigned size = 0;
    check(EVP_DigestFinal_ex(context_.get(), bytes.data(), &size) == 1);
    return fmt::format("{:02x}", fmt::join(bytes.begin(), bytes.begin() + size, ""));
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
  };

  static void check(bool worked) {
    if (!worked) throw Error(ErrorCode::io, "the cryptographic library refuses SHA-256");
  }

  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

}  // namespace

std::string weight_digest(const TensorArchive& tensors) {
  const auto entries = tensors.entries();
  std::vector<std::size_t> order(entries.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return entries[a].name < entries[b].name; });
  Sha256 sha;
  ThreadPool one(1);  // so that blocks come in order
  std::vector<std::byte> scratch;
  for (const std::size_t index : order) {
    sha.update(entries[index].name + "\n" + to_string(entries[index].shape) + "\n");
    convert::stream(tensors.read(index, scratch), Orientation::as_stored, DType::f32, one,
                    [&](std::size_t, std::span<const std::byte> bytes) { sha.update(bytes); });
  }
  return sha.hex();
}

TensorStats tensor_stats(const TensorView& view) {
  TensorStats stats;
  double sum = 0;
  std::size_t count = 0;
  const auto add = [&](float value) {
    if (!std::isfinite(value)) {
      ++stats.not_finite;
      return;
    }
    stats.min = count == 0 ? value : std::min(stats.min, value);
    stats.max = count == 0 ? value : std::max(stats.max, value);
    sum += static_cast<double>(value);
    ++count;
  };
  ThreadPool one(1);
  convert::stream(view, Orientation::as_stored, DType::f32, one,
                  [&](std::size_t, std::span<const std::byte> bytes) {
                    for (std::size_t at = 0; at < bytes.size(); at += sizeof(float)) {
                      float value;
                      std::memcpy(&value, bytes.data() + at, sizeof value);
                      add(value);
                    }
                  });
  if (count > 0) stats.mean = sum / static_cast<double>(count);
  return stats;
}

}  // namespace albert
