#ifndef ALBERT_IO_TENSORFLOW_SSTABLE_H_
#define ALBERT_IO_TENSORFLOW_SSTABLE_H_

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "albert/base/function_ref.h"

// Sorted tables of keys and values as leveldb writes them: the index of a TensorFlow checkpoint.
namespace albert::io {

/// Calls `visit` with the keys and values of a table in memory, in ascending order of keys, until
/// it returns false. The views are valid during the call. Throws Error{model} when a checksum, a
/// length or the order of keys is wrong, or when all keys together exceed 64 MiB.
void read_sstable(std::span<const std::byte> table, const std::filesystem::path& file,
                  FunctionRef<bool(std::string_view key, std::string_view value)> visit);

/// Recognizes a table by its last bytes.
bool looks_like_sstable(std::span<const std::byte> table) noexcept;

/// The bytes of an uncompressed table. Keys are in the map's bytewise order.
std::string make_sstable(const std::map<std::string, std::string>& entries);

}  // namespace albert::io

#endif  // ALBERT_IO_TENSORFLOW_SSTABLE_H_
