#include "convert/element_stream.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <exception>
#include <mutex>
#include <utility>

#include "albert/base/error.h"
#include "source/transpose.h"

namespace albert::convert {
namespace {

constexpr std::size_t kBlockElements = std::size_t{1} << 20;
constexpr float kLargestNumber = 127;

/// A matrix in the orientation of the output, read by whole rows. Other tensors, and matrices that
/// are not transposed, are read as a single column.
class RowReader {
 public:
  static RowReader of_elements(const TensorView& view) { return {view, false, view.size(), 1}; }

  static RowReader of_matrix(const TensorView& matrix, Orientation orientation) {
    const auto rows = static_cast<std::size_t>(matrix.shape[0]);
    const auto columns = static_cast<std::size_t>(matrix.shape[1]);
    if (orientation == Orientation::transposed) return {matrix, true, columns, rows};
    return {matrix, false, rows, columns};
  }

  std::size_t rows() const noexcept { return rows_; }
  std::size_t columns() const noexcept { return columns_; }

  /// Rows [first, first + count) as a vector; transposed ones are in `scratch`.
  TensorView read(std::size_t first, std::size_t count, std::vector<std::byte>& scratch) const {
    const std::size_t size = size_of(view_.dtype);
    Shape shape = {static_cast<std::int64_t>(count * columns_)};
    if (!transposed_) {
      return {view_.dtype, std::move(shape),
              view_.bytes.subspan(first * columns_ * size, count * columns_ * size)};
    }
    scratch.resize(count * columns_ * size);
    source::transpose_columns({view_.bytes, columns_, rows_, size}, first, count, scratch);
    return {view_.dtype, std::move(shape), scratch};
  }

 private:
  RowReader(const TensorView& view, bool transposed, std::size_t rows, std::size_t columns)
      : view_(view), transposed_(transposed), rows_(rows), columns_(columns) {}

  const TensorView& view_;
  bool transposed_;
  std::size_t rows_;
  std::size_t columns_;
};

/// Calls block(first, rows, thread) for blocks of a matrix on the threads of a pool. `rows` is
/// valid during the call. After an exception, which is rethrown, no new block starts.
template <typename Block>
void for_each_block(const RowReader& matrix, ThreadPool& threads, Block block) {
  const std::size_t step =
      std::max<std::size_t>(kBlockElements / std::max<std::size_t>(matrix.columns(), 1), 1);
  std::vector<std::vector<std::byte>> scratch(static_cast<std::size_t>(threads.size()));
  std::exception_ptr failure;
  std::mutex mutex;
  const auto has_failed = [&] {
    const std::lock_guard lock(mutex);
    return failure != nullptr;
  };
  threads.run((matrix.rows() + step - 1) / step, [&](std::size_t index, std::size_t thread) {
    if (has_failed()) return;
    try {
      const std::size_t first = index * step;
      const std::size_t count = std::min(step, matrix.rows() - first);
      block(first, matrix.read(first, count, scratch[thread]), thread);
    } catch (...) {
      const std::lock_guard lock(mutex);
      failure = std::current_exception();
    }
  });
  if (failure) std::rethrow_exception(failure);
}

/// Rounds blocks to a dtype.
class Rounding {
 public:
  /// The elements as `to`, in memory of this object unless their dtype is `to`.
  std::span<const std::byte> round(const TensorView& block, DType to) {
    if (block.dtype == to) return block.bytes;
    floats_.resize(block.size());
    copy_to_f32(block, floats_);
    if (to == DType::f32) return std::as_bytes(std::span(floats_));
    rounded_.resize(block.size() * size_of(to));
    copy_from_f32(floats_, to, rounded_);
    return rounded_;
  }

 private:
  std::vector<float> floats_;
  std::vector<std::byte> rounded_;
};

// Quantizes one row and returns its scale.
float quantize(std::span<const float> values, std::string_view name, std::int8_t* out) {
  float largest = 0;
  for (const float value : values) {
    if (!std::isfinite(value)) {
      throw Error(ErrorCode::model, "holds a value that is not finite, which int8 cannot represent",
                  name);
    }
    largest = std::max(largest, std::abs(value));
  }
  std::transform(values.begin(), values.end(), out, [&](float value) {
    // Dividing by `largest` first keeps tiny rows, whose scale is denormal, exact.
    const float number = largest > 0 ? std::nearbyint(value / largest * kLargestNumber) : 0;
    return static_cast<std::int8_t>(number);
  });
  return largest / kLargestNumber;
}

}  // namespace

void stream(const TensorView& view, Orientation orientation, DType to, ThreadPool& threads,
            Sink sink) {
  const RowReader matrix = orientation == Orientation::as_stored
                               ? RowReader::of_elements(view)
                               : RowReader::of_matrix(view, orientation);
  std::vector<Rounding> roundings(static_cast<std::size_t>(threads.size()));
  for_each_block(matrix, threads,
                 [&](std::size_t first, const TensorView& rows, std::size_t thread) {
                   sink(first * matrix.columns() * size_of(to), roundings[thread].round(rows, to));
                 });
}

std::vector<float> stream_quantized(const TensorView& matrix, Orientation orientation,
                                    std::string_view name, ThreadPool& threads, Sink sink) {
  const RowReader reader = RowReader::of_matrix(matrix, orientation);
  const std::size_t columns = reader.columns();
  std::vector<float> scales(reader.rows());
  const auto thread_count = static_cast<std::size_t>(threads.size());
  std::vector<std::vector<float>> floats(thread_count);
  std::vector<std::vector<std::int8_t>> numbers(thread_count);
  for_each_block(reader, threads,
                 [&](std::size_t first, const TensorView& rows, std::size_t thread) {
                   floats[thread].resize(rows.size());
                   numbers[thread].resize(rows.size());
                   const std::span<const float> values = floats[thread];
                   copy_to_f32(rows, floats[thread]);
                   for (std::size_t at = 0; at < values.size(); at += columns) {
                     scales[first + at / columns] =
                         quantize(values.subspan(at, columns), name, numbers[thread].data() + at);
                   }
                   sink(first * columns, std::as_bytes(std::span(numbers[thread])));
                 });
  return scales;
}

}  // namespace albert::convert
