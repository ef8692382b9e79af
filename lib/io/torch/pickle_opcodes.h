#ifndef ALBERT_IO_TORCH_PICKLE_OPCODES_H_
#define ALBERT_IO_TORCH_PICKLE_OPCODES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace albert::io {

// Instructions of pickle protocols 2 to 5; those in kRefused are refused by name.
enum Op : std::uint8_t {
  kMark = '(',
  kStop = '.',
  kPop = '0',
  kPopMark = '1',
  kDup = '2',
  kBinInt = 'J',
  kBinInt1 = 'K',
  kBinInt2 = 'M',
  kNone = 'N',
  kBinPersId = 'Q',
  kReduce = 'R',
  kBinString = 'T',
  kShortBinString = 'U',
  kBinUnicode = 'X',
  kAppend = 'a',
  kBuild = 'b',
  kInst = 'i',
  kObj = 'o',
  kGlobal = 'c',
  kAppends = 'e',
  kBinGet = 'h',
  kLongBinGet = 'j',
  kBinPut = 'q',
  kLongBinPut = 'r',
  kSetItem = 's',
  kTuple = 't',
  kSetItems = 'u',
  kEmptyDict = '}',
  kEmptyList = ']',
  kEmptyTuple = ')',
  kBinFloat = 'G',
  kBinBytes = 'B',
  kShortBinBytes = 'C',
  kProto = 0x80,
  kNewObj = 0x81,
  kTuple1 = 0x85,
  kTuple2 = 0x86,
  kTuple3 = 0x87,
  kNewTrue = 0x88,
  kNewFalse = 0x89,
  kLong1 = 0x8a,
  kLong4 = 0x8b,
  kShortBinUnicode = 0x8c,
  kBinUnicode8 = 0x8d,
  kBinBytes8 = 0x8e,
  kEmptySet = 0x8f,
  kAddItems = 0x90,
  kFrozenSet = 0x91,
  kNewObjEx = 0x92,
  kStackGlobal = 0x93,
  kMemoize = 0x94,
  kFrame = 0x95,
  kByteArray8 = 0x96,
};

inline constexpr std::pair<std::uint8_t, std::string_view> kRefused[] = {
    {'F', "FLOAT"},  {'I', "INT"},          {'L', "LONG"},
    {'P', "PERSID"}, {'S', "STRING"},       {'V', "UNICODE"},
    {'d', "DICT"},   {'g', "GET"},          {'l', "LIST"},
    {'p', "PUT"},    {0x82, "EXT1"},        {0x83, "EXT2"},
    {0x84, "EXT4"},  {0x97, "NEXT_BUFFER"}, {0x98, "READONLY_BUFFER"}};

inline std::string instruction_name(std::uint8_t op) {
  for (const auto& [code, name] : kRefused) {
    if (code == op) return std::string(name);
  }
  return fmt::format("0x{:02x}", op);
}

}  // namespace albert::io

#endif  // ALBERT_IO_TORCH_PICKLE_OPCODES_H_
