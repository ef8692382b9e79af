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

/// The set that runs when nobody asks for one: $ALBERT_ISA, or the best available whose bf16
/// instruction, if it has one, is faster than f32 here (bf16_gain()): a set without the instruction
/// widens bf16 to f32, which then is the better product.
/// Throws Error{usage} when $ALBERT_ISA names a set that is unknown or not available here.
std::string_view default_isa();

}  // namespace albert

#endif  // ALBERT_KERNELS_ISA_H_
