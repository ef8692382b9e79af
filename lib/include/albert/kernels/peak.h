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

/// How many times the f32 rate the bf16 instruction of the set `isa` gives on this processor: about
/// 2 on AMD since Zen 4, a half on Intel without matrix units, 8 to 13 with them. 1 for a set
/// without such an instruction, which widens bf16 to f32. Measured once per process, on one thread,
/// best of several short runs (a millisecond in all). Thread-safe; Error{usage} for an unknown set.
double bf16_gain(std::string_view isa);

}  // namespace albert

#endif  // ALBERT_KERNELS_PEAK_H_
