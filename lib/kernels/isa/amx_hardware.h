// The tile instructions of the processor.
#ifndef ALBERT_KERNELS_ISA_AMX_HARDWARE_H_
#define ALBERT_KERNELS_ISA_AMX_HARDWARE_H_

#include "kernels/isa/amx_config.h"

namespace albert::kernels::ALBERT_ISA {
namespace {

/// The tile registers of this thread. Tile numbers are immediates, hence template parameters;
/// strides are in bytes. All instructions are volatile, so they keep their order among themselves.
/// Loads and stores have no memory clobber, which would make the compiler reload everything in the
/// inner loop: fence() has to separate them from ordinary accesses to the same memory.
class HardwareTiles {
 public:
  HardwareTiles() {
    const TileConfig config;
    asm volatile("ldtilecfg %0" : : "m"(config));
  }
  /// Back to the initial state: the system then has no tiles to save for this thread.
  ~HardwareTiles() { asm volatile("tilerelease"); }
  HardwareTiles(const HardwareTiles&) = delete;
  HardwareTiles& operator=(const HardwareTiles&) = delete;

  static void fence() { asm volatile("" : : : "memory"); }

  template <int kTile>
  static void load(const void* from, std::size_t stride) {
    asm volatile("tileloadd (%0,%1,1), %%tmm%c2" : : "r"(from), "r"(stride), "n"(kTile));
  }
  /// The same for memory that is read once: leaves the nearest cache to others.
  template <int kTile>
  static void load_stream(const void* from, std::size_t stride) {
    asm volatile("tileloaddt1 (%0,%1,1), %%tmm%c2" : : "r"(from), "r"(stride), "n"(kTile));
  }
  template <int kTile>
  static void store(void* to, std::size_t stride) {
    asm volatile("tilestored %%tmm%c2, (%0,%1,1)" : : "r"(to), "r"(stride), "n"(kTile));
  }

  // kSum += kLeft · kRight, three different tiles. In this syntax the sums are the last operand,
  // the left one is the middle one.

  template <int kSum, int kLeft, int kRight>
  static void multiply_bf16() {
    asm volatile("tdpbf16ps %%tmm%c2, %%tmm%c1, %%tmm%c0" : : "n"(kSum), "n"(kLeft), "n"(kRight));
  }
  /// Unsigned bytes by signed bytes.
  template <int kSum, int kLeft, int kRight>
  static void multiply_int8() {
    asm volatile("tdpbusd %%tmm%c2, %%tmm%c1, %%tmm%c0" : : "n"(kSum), "n"(kLeft), "n"(kRight));
  }
};

}  // namespace
}  // namespace albert::kernels::ALBERT_ISA

#endif  // ALBERT_KERNELS_ISA_AMX_HARDWARE_H_
