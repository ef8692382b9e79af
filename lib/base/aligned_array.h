#ifndef ALBERT_BASE_ALIGNED_ARRAY_H_
#define ALBERT_BASE_ALIGNED_ARRAY_H_

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <span>
#include <type_traits>

#include "base/aligned_memory.h"

namespace albert {

/// An uninitialized array of plain values that starts on a cache line. Owns its memory; move-only.
template <typename T>
class AlignedArray {
 public:
  static_assert(std::is_trivially_copyable_v<T>);

  AlignedArray() = default;
  explicit AlignedArray(std::size_t size)
      : data_(size == 0 ? nullptr : static_cast<T*>(allocate_aligned(size * sizeof(T)))),
        size_(size) {}

  T* data() noexcept { return data_.get(); }
  const T* data() const noexcept { return data_.get(); }
  std::size_t size() const noexcept { return size_; }
  std::span<T> span() noexcept { return {data_.get(), size_}; }
  std::span<const T> span() const noexcept { return {data_.get(), size_}; }

  /// Allocates memory for at least `size` values. The content is lost when the array grows.
  void reserve(std::size_t size) {
    if (size > size_) *this = AlignedArray(size);
  }

 private:
  struct Free {
    void operator()(T* data) const noexcept { std::free(data); }
  };
  std::unique_ptr<T, Free> data_;
  std::size_t size_ = 0;
};

}  // namespace albert

#endif  // ALBERT_BASE_ALIGNED_ARRAY_H_
