#include "convert/element_stream.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "albert/base/error.h"
#include "convert/transpose.h"

namespace albert::convert {
namespace {

constexpr std::size_t kPieceElements = std::size_t{1} << 20;
constexpr float kLargestNumber = 127;

// Rounds floats to 16 bits and sends them; `bits` is scratch.
template <typename Round>
void send_rounded(std::span<const float> values, std::vector<std::uint16_t>& bits, Round round,
                  Sink sink) {
  bits.resize(values.size());
  std::transform(values.begin(), values.end(), bits.begin(), round);
  sink(std::as_bytes(std::span(bits)));
}

/// Converts piece after piece of one tensor.
class PieceConverter {
 public:
  PieceConverter(DType to, Sink sink) : to_(to), sink_(sink) {}

  void send(const TensorView& piece) {
    if (piece.dtype == to_) return sink_(piece.bytes);
    floats_.resize(piece.size());
    copy_to_f32(piece, floats_);
    switch (to_) {
      case DType::f16:
        return send_rounded(floats_, bits_, f32_to_f16, sink_);
      case DType::bf16:
        return send_rounded(floats_, bits_, f32_to_bf16, sink_);
      default:
        return sink_(std::as_bytes(std::span(floats_)));
    }
  }

 private:
  DType to_;
  Sink sink_;
  std::vector<float> floats_;
  std::vector<std::uint16_t> bits_;
};

// Elements [first, first + count) of a tensor, as a vector.
TensorView piece_of(const TensorView& view, std::size_t first, std::size_t count) {
  const std::size_t size = size_of(view.dtype);
  return {view.dtype,
          {static_cast<std::int64_t>(count)},
          view.bytes.subspan(first * size, count * size)};
}

}  // namespace

void stream(const TensorView& view, DType to, Sink sink) {
  if (view.dtype == to) return sink(view.bytes);
  PieceConverter converter(to, sink);
  for (std::size_t first = 0; first < view.size(); first += kPieceElements) {
    converter.send(piece_of(view, first, std::min(kPieceElements, view.size() - first)));
  }
}

void stream_transposed(const TensorView& matrix, DType to, Sink sink) {
  const ByteMatrix from = {matrix.bytes, static_cast<std::size_t>(matrix.shape[0]),
                           static_cast<std::size_t>(matrix.shape[1]), size_of(matrix.dtype)};
  const std::size_t step =
      std::max<std::size_t>(kPieceElements / std::max<std::size_t>(from.rows, 1), 1);
  PieceConverter converter(to, sink);
  std::vector<std::byte> rows;
  for (std::size_t first = 0; first < from.columns; first += step) {
    const std::size_t count = std::min(step, from.columns - first);
    rows.resize(count * from.rows * from.element_size);
    transpose_columns(from, first, count, rows);
    converter.send({matrix.dtype, {static_cast<std::int64_t>(count * from.rows)}, rows});
  }
}

std::vector<float> stream_quantised(const TensorView& matrix, std::string_view name, Sink sink) {
  const auto rows = static_cast<std::size_t>(matrix.shape[0]);
  const auto columns = static_cast<std::size_t>(matrix.shape[1]);
  std::vector<float> scales(rows);
  std::vector<float> values(columns);
  std::vector<std::int8_t> numbers(columns);
  for (std::size_t row = 0; row < rows; ++row) {
    copy_to_f32(piece_of(matrix, row * columns, columns), values);
    float largest = 0;
    for (const float value : values) {
      if (!std::isfinite(value)) {
        throw Error(ErrorCode::model, "holds a value that int8 cannot: not finite", name);
      }
      largest = std::max(largest, std::abs(value));
    }
    scales[row] = largest / kLargestNumber;
    std::transform(values.begin(), values.end(), numbers.begin(), [&](float value) {
      // Dividing by `largest` first keeps tiny rows, whose scale is denormal, exact.
      const float number = largest > 0 ? std::nearbyint(value / largest * kLargestNumber) : 0;
      return static_cast<std::int8_t>(number);
    });
    sink(std::as_bytes(std::span(numbers)));
  }
  return scales;
}

}  // namespace albert::convert
