#ifndef ALBERT_KERNELS_ISA_H_
#define ALBERT_KERNELS_ISA_H_

#include <string_view>
#include <vector>

namespace albert {

/// Instruction sets whose kernels this program has and this processor runs, best first, such as
/// "avx512_amx" (with tiles for bf16 and int8), "avx512_bf16" (with VNNI and BF16), "avx512" (F,
/// BW, CD, DQ, VL), "avx2" (with FMA); the last one is "baseline" (always there; x86-64-v2 on x86).
/// Emulated sets are among them, but never the first. The first call asks Linux for the tile
/// registers, for the whole process: later alternate signal stacks need room for them.
std::vector<std::string_view> available_isas();

/// Whether an available set computes what instructions that the processor may lack would compute:
/// it is there for tests, and slow. Throws Error{usage} when it is not available here.
bool is_emulated(std::string_view isa);

/// The default set: $ALBERT_ISA if it is given, otherwise the first of available_isas(). Sets whose
/// bf16 instruction is slower than f32 on this processor (bf16_gain() below 1) are passed over: the
/// sets after them widen bf16 to f32, which is faster there.
/// Throws Error{usage} when $ALBERT_ISA names a set that is unknown or not available here.
std::string_view default_isa();

}  // namespace albert

#endif  // ALBERT_KERNELS_ISA_H_
