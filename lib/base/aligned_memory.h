#ifndef ALBERT_BASE_ALIGNED_MEMORY_H_
#define ALBERT_BASE_ALIGNED_MEMORY_H_

#include <cstddef>

namespace albert {

/// Uninitialized memory aligned to a cache line; free with std::free(). From 1 MiB on it uses huge
/// pages if possible, because products read megabytes of weights, and with small pages every panel
/// causes dozens of TLB misses. Throws std::bad_alloc.
void* allocate_aligned(std::size_t bytes);

}  // namespace albert

#endif  // ALBERT_BASE_ALIGNED_MEMORY_H_
