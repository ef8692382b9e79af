#ifndef ALBERT_KERNELS_PROCESSOR_H_
#define ALBERT_KERNELS_PROCESSOR_H_

namespace albert::kernels {

// Whether an instruction set runs here: the processor has it, and the system lets this process use
// it. dispatch.cc calls each test once per process.

bool always() noexcept;

#if defined(__x86_64__)
bool has_avx2() noexcept;
bool has_avx512() noexcept;
bool has_avx512_vnni() noexcept;
bool has_avx512_bf16() noexcept;
/// Asks Linux for the tile registers, for all threads and the lifetime of the process. It refuses
/// when a thread has an alternate signal stack without room for them, and refuses such signal
/// stacks afterwards. False on other systems, and where a hypervisor hides the tiles.
bool has_avx512_amx() noexcept;
#endif

}  // namespace albert::kernels

#endif  // ALBERT_KERNELS_PROCESSOR_H_
