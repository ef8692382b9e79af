#include "albert/io/text_reader.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "albert/base/error.h"
#include "io/utf8_check.h"
#include "memory_file.h"

using namespace albert;

namespace {

/// Compressed data may hold a thousand times its size; a fuzzer need not see all of it.
constexpr std::size_t kEnough = std::size_t{1} << 20;

bool is_utf8(std::string_view text) {
  io::Utf8Check check;
  return check.feed(text) == std::string_view::npos && !check.within_character();
}

}  // namespace

// The first byte chooses an encoding, the rest is the file. It is read to its end or refused; what
// was decoded is UTF-8, and so is text without a warning.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const char* const kEncodings[] = {"",         "gbk",       "utf-16le",
                                           "utf-32be", "shift_jis", "iso-2022-jp"};
  if (size == 0) return 0;
  const std::string encoding = kEncodings[data[0] % std::size(kEncodings)];
  const fuzz::MemoryFile file({reinterpret_cast<const char*>(data) + 1, size - 1});
  bool odd = false;
  try {
    TextReader reader(file.path(), {.encoding = encoding, .warn = [&](const TextWarning& warning) {
                                      odd = odd || warning.kind == TextWarning::Kind::not_utf8 ||
                                            warning.kind == TextWarning::Kind::looks_utf16;
                                    }});
    std::string text;
    while (reader.read_some(text) && text.size() < kEnough) {
    }
    if (text.size() < kEnough && !odd && !is_utf8(text)) std::abort();
  } catch (const Error& error) {
    if (error.code() != ErrorCode::io) std::abort();
  }
  return 0;
}
