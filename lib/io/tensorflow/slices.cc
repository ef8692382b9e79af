#include "io/tensorflow/slices.h"

#include <algorithm>
#include <bit>
#include <cstddef>

#include <fmt/format.h>

namespace albert::io {
namespace {

// Limit, because all pairs of slices are compared. Each parameter server stores one.
constexpr std::size_t kMostSlices = 1024;

constexpr unsigned kByteBits = 8;

// Keys are in TensorFlow's OrderedCode, whose byte order is the order of the values.

void append_big_endian(std::uint64_t value, unsigned bytes, std::string& out) {
  for (unsigned i = bytes; i-- > 0;) {
    // Sign extension beyond eight bytes.
    out += static_cast<char>(i < sizeof value ? value >> (i * kByteBits)
                                              : (value >> 63 != 0 ? 0xff : 0));
  }
}

// A length, then as many bytes as the number needs.
void append_number(std::uint64_t value, std::string& out) {
  const auto bytes = static_cast<unsigned>((std::bit_width(value) + kByteBits - 1) / kByteBits);
  out += static_cast<char>(bytes);
  append_big_endian(value, bytes, out);
}

// One leading 1 bit per byte, a 0 bit, and the number in two's complement; the leading bits of
// negative numbers are inverted.
void append_signed(std::int64_t value, std::string& out) {
  const auto bits = static_cast<std::uint64_t>(value);
  const std::uint64_t magnitude = value < 0 ? ~bits : bits;
  constexpr unsigned kPayload = 7;  // bits per byte without the length prefix; one is the sign
  const auto bytes = static_cast<unsigned>(std::bit_width(magnitude)) / kPayload + 1;
  const std::size_t begin = out.size();
  append_big_endian(bits, bytes, out);
  for (unsigned i = 0; i < bytes; ++i) {
    auto& byte = out[begin + i / kByteBits];
    byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (0x80u >> (i % kByteBits)));
  }
}

std::int64_t count_in(const TfExtent& extent, std::int64_t dimension) noexcept {
  return extent.count == TfExtent::kAll ? dimension : extent.count;
}

bool is_inside(const TfSlice& slice, const Shape& shape) noexcept {
  for (std::size_t d = 0; d < shape.size(); ++d) {
    const std::int64_t count = count_in(slice[d], shape[d]);
    const std::int64_t last_first = shape[d] - std::max<std::int64_t>(count, shape[d] > 0 ? 1 : 0);
    if (count < 0 || slice[d].first < 0 || slice[d].first > last_first) return false;
  }
  return true;
}

bool overlap(const TfSlice& a, const TfSlice& b, const Shape& shape) noexcept {
  for (std::size_t d = 0; d < shape.size(); ++d) {
    const std::int64_t begin = std::max(a[d].first, b[d].first);
    const std::int64_t end =
        std::min(a[d].first + count_in(a[d], shape[d]), b[d].first + count_in(b[d], shape[d]));
    if (begin >= end) return false;
  }
  return true;
}

}  // namespace

std::string to_string(const TfSlice& slice) {
  std::string text;
  for (const TfExtent& extent : slice) {
    text += text.empty() ? "" : ":";
    text += extent.count == TfExtent::kAll ? "-" : fmt::format("{},{}", extent.first, extent.count);
  }
  return text;
}

std::string tf_slice_key(std::string_view name, const TfSlice& slice) {
  std::string key;
  append_number(0, key);
  key += name;
  key += '\0';  // ends a text
  key += '\1';
  append_number(slice.size(), key);
  for (const TfExtent& extent : slice) {
    append_signed(extent.first, key);
    append_signed(extent.count, key);
  }
  return key;
}

std::string partition_problem(const Shape& shape, std::span<const TfSlice> slices) {
  if (slices.size() > kMostSlices)
    return fmt::format("is in {} slices, more than {}", slices.size(), kMostSlices);
  std::size_t covered = 0;
  for (std::size_t i = 0; i < slices.size(); ++i) {
    if (slices[i].size() != shape.size()) {
      return fmt::format("its slice {} has {} dimensions, not {}", to_string(slices[i]),
                         slices[i].size(), shape.size());
    }
    if (!is_inside(slices[i], shape)) {
      return fmt::format("its slice {} lies outside {}", to_string(slices[i]),
                         albert::to_string(shape));
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (overlap(slices[i], slices[j], shape)) {
        return fmt::format("its slices {} and {} overlap", to_string(slices[j]),
                           to_string(slices[i]));
      }
    }
    covered += element_count(layout_of(slices[i], shape).shape).value_or(0);
  }
  const std::size_t wanted = element_count(shape).value_or(0);
  if (covered == wanted) return {};
  return fmt::format("its {} slices hold {} of {} elements", slices.size(), covered, wanted);
}

StridedLayout layout_of(const TfSlice& slice, const Shape& shape) {
  StridedLayout layout{Shape(shape.size()), Shape(shape.size()), 0};
  std::int64_t stride = 1;
  for (std::size_t d = shape.size(); d-- > 0;) {
    layout.shape[d] = count_in(slice[d], shape[d]);
    layout.strides[d] = stride;
    layout.offset += slice[d].first * stride;
    stride *= shape[d];
  }
  return layout;
}

}  // namespace albert::io
