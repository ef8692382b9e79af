#ifndef ALBERT_KERNELS_PEAK_H_
#define ALBERT_KERNELS_PEAK_H_

#include <string_view>

#include "albert/base/thread_pool.h"
#include "albert/kernels/compute_type.h"

namespace albert {

/// What this machine's multiply-add units give at best, in operations per second over all threads
/// of `threads`: registers only, best of several short runs that take `seconds` together. The
/// ceiling that `albert bench` holds the encoder against.
double measure_peak(std::string_view isa, ComputeType type, ThreadPool& threads, double seconds);

}  // namespace albert

#endif  // ALBERT_KERNELS_PEAK_H_
