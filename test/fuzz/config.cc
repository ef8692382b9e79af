#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "albert/base/error.h"
#include "albert/config/albert_config.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::optional<albert::AlbertConfig> config;
  try {
    config = albert::parse_config({reinterpret_cast<const char*>(data), size}, "f");
  } catch (const albert::Error&) {  // the only thing it may throw
    return 0;
  }
  // What was accepted can be written, and reads back as the same; an Error here is a failure.
  if (albert::parse_config(albert::to_json(*config), "again") != *config) std::abort();
  return 0;
}
