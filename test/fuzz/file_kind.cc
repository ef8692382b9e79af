#include "albert/io/file_kind.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const albert::FileKind kind = albert::recognize(std::as_bytes(std::span(data, size)));
  if (albert::describe(kind).kind != kind) std::abort();
  return 0;
}
