#ifndef ALBERT_BASE_ALIGNED_MEMORY_H_
#define ALBERT_BASE_ALIGNED_MEMORY_H_

#include <cstddef>

namespace albert {

/// Uninitialized memory that starts on a cache line, to be given to std::free(). From 1 MiB on it
/// asks for huge pages: products walk through megabytes of weights, and with small pages every
/// panel costs dozens of address translations. Throws std::bad_alloc.
void* allocate_aligned(std::size_t bytes);

}  // namespace albert

#endif  // ALBERT_BASE_ALIGNED_MEMORY_H_
