#ifndef ALBERT_BASE_ALIGNED_BUFFER_H_
#define ALBERT_BASE_ALIGNED_BUFFER_H_

#include <cstddef>
#include <memory>
#include <new>
#include <span>

namespace albert {

/// An uninitialised array of floats that starts on a cache line. Owns its memory; move-only.
class AlignedBuffer {
 public:
  static constexpr std::size_t kAlignment = 64;

  AlignedBuffer() = default;
  explicit AlignedBuffer(std::size_t size)
      : data_(size == 0 ? nullptr
                        : static_cast<float*>(
                              ::operator new(size * sizeof(float), std::align_val_t(kAlignment)))),
        size_(size) {}

  float* data() noexcept { return data_.get(); }
  const float* data() const noexcept { return data_.get(); }
  std::size_t size() const noexcept { return size_; }
  std::span<float> span() noexcept { return {data_.get(), size_}; }
  std::span<const float> span() const noexcept { return {data_.get(), size_}; }

  /// Makes room for at least `size` floats. The content is lost when it must grow.
  void reserve(std::size_t size) {
    if (size > size_) *this = AlignedBuffer(size);
  }

 private:
  struct Free {
    void operator()(float* data) const noexcept {
      ::operator delete(data, std::align_val_t(kAlignment));
    }
  };
  std::unique_ptr<float, Free> data_;
  std::size_t size_ = 0;
};

}  // namespace albert

#endif  // ALBERT_BASE_ALIGNED_BUFFER_H_
