// The tile instructions of AMX on processors that lack them. There they raise SIGILL, whose handler
// decodes the instruction, checks its operands and does what the processor would do, as the Intel
// 64 and IA-32 Architectures Software Developer's Manual describes it (volume 1, chapter
// "Programming with Intel AMX"; volume 2, the instructions). A program that links this file runs
// the kernels of avx512_amx, the instructions that a compiler made of them included, on any
// processor with AVX-512 and BF16; it needs the linker's option --wrap (CMakeLists.txt) and no
// other handler of SIGILL.
#include <algorithm>
#include <array>
#include <cmath>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include <ucontext.h>
#include <unistd.h>

#include "kernels/processor.h"

namespace {

constexpr std::size_t kTiles = 8;
constexpr std::size_t kMostRows = 16;
constexpr std::size_t kMostRowBytes = 64;
constexpr std::size_t kWords = kMostRowBytes / 4;

using Words = std::array<std::uint32_t, kWords>;

struct Tile {
  std::size_t rows = 0;
  std::size_t row_bytes = 0;
  std::array<Words, kMostRows> words = {};
};

/// The tile registers of this thread.
struct Tiles {
  bool configured = false;
  std::array<Tile, kTiles> tiles = {};
};

thread_local Tiles state;

/// The processor would raise an exception.
[[noreturn]] void fault(const char* what) {
  const auto say = [](const char* text) {
    if (write(STDERR_FILENO, text, std::strlen(text)) < 0) std::abort();
  };
  say("tile instruction: ");
  say(what);
  say("\n");
  std::abort();
}

void require(bool holds, const char* otherwise) {
  if (!holds) fault(otherwise);
}

/// An instruction whose prefix VEX has three bytes and selects the opcode map 0F38.
struct Instruction {
  enum Prefix : std::uint8_t { none, p66, pf3, pf2 };

  Prefix prefix = none;
  std::uint8_t opcode = 0;
  std::size_t reg = 0;    ///< of ModRM
  std::size_t rm = 0;     ///< of ModRM, where `memory` is null
  std::size_t other = 0;  ///< of VEX
  std::byte* memory = nullptr;
  bool has_index = false;
  std::size_t stride = 0;  ///< index · scale, not a part of `memory`
  std::size_t length = 0;
};

std::uint64_t general_register(const ucontext_t& context, std::size_t number) {
  constexpr std::array<int, 16> kRegisters = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP,
                                              REG_RSI, REG_RDI, REG_R8,  REG_R9,  REG_R10, REG_R11,
                                              REG_R12, REG_R13, REG_R14, REG_R15};
  return static_cast<std::uint64_t>(context.uc_mcontext.gregs[kRegisters[number]]);
}

/// The address of an operand in memory, of which ModRM is the byte at `at`. Moves behind it.
void decode_memory(const ucontext_t& context, std::size_t base_bit, std::size_t index_bit,
                   const std::uint8_t*& at, Instruction& to) {
  const std::uint8_t mod = *at >> 6;
  std::size_t base = *at++ & 7;
  bool has_base = true;
  bool relative = false;
  if (base == 4) {
    const std::uint8_t sib = *at++;
    const std::size_t index = index_bit + (sib >> 3 & 7);
    to.has_index = index != 4;
    if (to.has_index) to.stride = general_register(context, index) << (sib >> 6);
    base = sib & 7;
    has_base = base != 5 || mod != 0;
  } else if (base == 5 && mod == 0) {
    has_base = false;
    relative = true;
  }
  std::int64_t displacement = 0;
  if (mod == 1) {
    displacement = (*at++ ^ 0x80) - 0x80;  // a signed byte
  } else if (mod == 2 || !has_base) {
    std::int32_t offset = 0;
    std::memcpy(&offset, at, sizeof offset);
    displacement = offset;
    at += sizeof offset;
  }
  auto address = static_cast<std::uint64_t>(displacement);
  if (has_base) address += general_register(context, base_bit + base);
  if (relative) address += reinterpret_cast<std::uint64_t>(at);  // no immediate operand follows
  to.memory = reinterpret_cast<std::byte*>(address);  // NOLINT(performance-no-int-to-ptr)
}

/// Not a tile instruction: opcode 0.
Instruction decode(const ucontext_t& context) {
  const auto* const start =
      reinterpret_cast<const std::uint8_t*>(  // NOLINT(performance-no-int-to-ptr)
          context.uc_mcontext.gregs[REG_RIP]);
  constexpr std::uint8_t kVex = 0xc4;
  constexpr std::uint8_t kMap0f38 = 2;
  Instruction result;
  if (start[0] != kVex || (start[1] & 0x1f) != kMap0f38) return result;
  if ((start[2] & 0x84) != 0) return result;  // W or a vector length of 256 bits
  const std::size_t reg_bit = (start[1] & 0x80) != 0 ? 0 : 8;
  const std::size_t index_bit = (start[1] & 0x40) != 0 ? 0 : 8;
  const std::size_t base_bit = (start[1] & 0x20) != 0 ? 0 : 8;
  result.prefix = static_cast<Instruction::Prefix>(start[2] & 3);
  result.other = ~(start[2] >> 3) & 15;
  result.opcode = start[3];
  const std::uint8_t* at = start + 4;
  result.reg = reg_bit + (*at >> 3 & 7);
  if (*at >> 6 == 3) {
    result.rm = base_bit + (*at++ & 7);
  } else {
    decode_memory(context, base_bit, index_bit, at, result);
  }
  result.length = static_cast<std::size_t>(at - start);
  return result;
}

void configure(const std::byte* from) {
  std::array<std::uint8_t, 64> bytes = {};
  std::memcpy(bytes.data(), from, bytes.size());
  require(bytes[0] == 1 && bytes[1] == 0, "palette or first row of ldtilecfg");
  require(std::all_of(&bytes[2], &bytes[16], [](std::uint8_t b) { return b == 0; }),
          "reserved bytes of ldtilecfg");
  state = {.configured = true};
  for (std::size_t t = 0; t < 16; ++t) {
    std::uint16_t row_bytes = 0;
    std::memcpy(&row_bytes, &bytes[16 + 2 * t], sizeof row_bytes);
    const std::uint8_t rows = bytes[48 + t];
    require(t < kTiles || (rows == 0 && row_bytes == 0), "a ninth tile in ldtilecfg");
    require(rows <= kMostRows && row_bytes <= kMostRowBytes && row_bytes % 4 == 0,
            "size of a tile in ldtilecfg");
    if (t >= kTiles) continue;
    state.tiles[t].rows = rows;
    state.tiles[t].row_bytes = row_bytes;
  }
}

Tile& tile(std::size_t number) {
  require(state.configured, "used before ldtilecfg");
  require(number < kTiles && state.tiles[number].rows != 0, "a tile that is not configured");
  return state.tiles[number];
}

void load(const Instruction& of) {
  Tile& to = tile(of.reg);
  require(of.has_index, "no stride");
  to.words = {};
  for (std::size_t r = 0; r < to.rows; ++r) {
    std::memcpy(to.words[r].data(), of.memory + r * of.stride, to.row_bytes);
  }
}

void store(const Instruction& of) {
  const Tile& from = tile(of.reg);
  require(of.has_index, "no stride");
  for (std::size_t r = 0; r < from.rows; ++r) {
    std::memcpy(of.memory + r * of.stride, from.words[r].data(), from.row_bytes);
  }
}

struct Operands {
  Tile& sum;
  const Tile& left;
  const Tile& right;
};

Operands operands(const Instruction& of) {
  require(of.reg != of.rm && of.reg != of.other && of.rm != of.other, "the same tile twice");
  const Operands result = {tile(of.reg), tile(of.rm), tile(of.other)};
  require(result.sum.rows == result.left.rows && result.sum.row_bytes == result.right.row_bytes &&
              result.left.row_bytes == 4 * result.right.rows,
          "sizes of the operands");
  return result;
}

/// Denormal numbers are zero.
float flushed(float value) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  if ((bits & 0x7f800000) == 0) bits &= 0x80000000;
  std::memcpy(&value, &bits, sizeof bits);
  return value;
}

float bf16(std::uint32_t upper_bits) {
  float value = 0;
  std::memcpy(&value, &upper_bits, sizeof value);
  return flushed(value);
}

void multiply_bf16(const Operands& of) {
  for (std::size_t m = 0; m < of.sum.rows; ++m) {
    std::array<float, kWords> even = {};
    std::array<float, kWords> odd = {};
    for (std::size_t k = 0; k < of.right.rows; ++k) {
      const std::uint32_t left = of.left.words[m][k];
      const float left_even = bf16(left << 16);
      const float left_odd = bf16(left & 0xffff0000);
      for (std::size_t n = 0; n < kWords; ++n) {
        const std::uint32_t right = of.right.words[k][n];
        even[n] = flushed(std::fma(left_even, bf16(right << 16), even[n]));
        odd[n] = flushed(std::fma(left_odd, bf16(right & 0xffff0000), odd[n]));
      }
    }
    for (std::size_t n = 0; n < kWords; ++n) {
      float sum = 0;
      std::memcpy(&sum, &of.sum.words[m][n], sizeof sum);
      sum = flushed(flushed(sum) + flushed(even[n] + odd[n]));
      std::memcpy(&of.sum.words[m][n], &sum, sizeof sum);
    }
  }
}

/// Unsigned bytes by signed bytes.
void multiply_int8(const Operands& of) {
  for (std::size_t m = 0; m < of.sum.rows; ++m) {
    for (std::size_t k = 0; k < of.right.rows; ++k) {
      const std::uint32_t left = of.left.words[m][k];
      for (std::size_t n = 0; n < kWords; ++n) {
        const std::uint32_t right = of.right.words[k][n];
        for (std::size_t byte = 0; byte < 32; byte += 8) {
          const auto unsigned_byte = static_cast<std::int32_t>(left >> byte & 0xff);
          const auto signed_byte = static_cast<std::int8_t>(right >> byte & 0xff);
          of.sum.words[m][n] += static_cast<std::uint32_t>(unsigned_byte * signed_byte);
        }
      }
    }
  }
}

/// Whether it was one of the instructions that the kernels use.
bool run(const Instruction& instruction) {
  const bool in_memory = instruction.memory != nullptr;
  switch (instruction.opcode << 8 | instruction.prefix) {
    case 0x4900 | Instruction::none:
      if (in_memory) {
        configure(instruction.memory);
      } else {
        state.configured = false;  // tilerelease
      }
      return true;
    case 0x4b00 | Instruction::pf2:
    case 0x4b00 | Instruction::p66:  // tileloaddt1
      if (in_memory) load(instruction);
      return in_memory;
    case 0x4b00 | Instruction::pf3:
      if (in_memory) store(instruction);
      return in_memory;
    case 0x5c00 | Instruction::pf3:
      if (!in_memory) multiply_bf16(operands(instruction));
      return !in_memory;
    case 0x5e00 | Instruction::p66:
      if (!in_memory) multiply_int8(operands(instruction));
      return !in_memory;
    default:
      return false;
  }
}

void handle(int, siginfo_t*, void* raw) {
  auto& context = *static_cast<ucontext_t*>(raw);
  const Instruction instruction = decode(context);
  if (!run(instruction)) fault("not one of those that are emulated");
  context.uc_mcontext.gregs[REG_RIP] += static_cast<greg_t>(instruction.length);
}

bool trap_tile_instructions() {
  struct sigaction action = {};
  action.sa_sigaction = handle;
  action.sa_flags = SA_SIGINFO;
  return sigaction(SIGILL, &action, nullptr) == 0;
}

}  // namespace

// albert::kernels::has_avx512_amx() for this program, and the one of the library.
bool wrapped_has_avx512_amx() noexcept asm("__wrap__ZN6albert7kernels14has_avx512_amxEv");
bool real_has_avx512_amx() noexcept asm("__real__ZN6albert7kernels14has_avx512_amxEv");

bool wrapped_has_avx512_amx() noexcept {
  return real_has_avx512_amx() || (albert::kernels::has_avx512_bf16() && trap_tile_instructions());
}
