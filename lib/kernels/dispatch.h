#ifndef ALBERT_KERNELS_DISPATCH_H_
#define ALBERT_KERNELS_DISPATCH_H_

#include <cstddef>
#include <string_view>

namespace albert::kernels {

/// The place of a set in ALBERT_ISA_LIST, when available_isas() lists it; Error{usage} for any
/// other name.
std::size_t isa_index(std::string_view isa);

}  // namespace albert::kernels

#endif  // ALBERT_KERNELS_DISPATCH_H_
