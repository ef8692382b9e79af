#include "base/aligned_memory.h"

#include <cstdlib>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace albert {
namespace {

constexpr std::size_t kCacheLine = 64;
constexpr std::size_t kHugePage = std::size_t{2} << 20;
constexpr std::size_t kWorthHugePages = std::size_t{1} << 20;

}  // namespace

void* allocate_aligned(std::size_t bytes) {
  const std::size_t unit = bytes < kWorthHugePages ? kCacheLine : kHugePage;
  if (bytes > static_cast<std::size_t>(-1) - unit) throw std::bad_alloc();
  const std::size_t whole = (bytes + unit - 1) / unit * unit;
  void* data = std::aligned_alloc(unit, whole);
  if (data == nullptr) throw std::bad_alloc();
#if defined(__linux__)
  if (unit == kHugePage) ::madvise(data, whole, MADV_HUGEPAGE);  // advice only; may fail
#endif
  return data;
}

}  // namespace albert
