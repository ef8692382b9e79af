#include <cstddef>
#include <cstdint>
#include <span>

#include "albert/base/error.h"
#include "io/safetensors/header.h"
#include "touch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto header = albert::io::parse_safetensors(std::as_bytes(std::span(data, size)), "f");
    for (const auto view : header.views) albert::fuzz::touch(view);
  } catch (const albert::Error&) {  // the only thing it may throw
  }
  return 0;
}
