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

/// Calls `visit` with the keys and values of a whole table in memory, in rising order of keys,
/// until it returns false. The views are valid during the call. Throws Error{model} when a
/// checksum, a length or the order of keys is wrong, or when the keys together are longer than 64
/// MiB.
void read_sstable(std::span<const std::byte> table, const std::filesystem::path& file,
                  FunctionRef<bool(std::string_view key, std::string_view value)> visit);

/// By its last bytes.
bool looks_like_sstable(std::span<const std::byte> table) noexcept;

/// A whole table, uncompressed. Keys in bytewise order, which is the map's.
std::string make_sstable(const std::map<std::string, std::string>& entries);

}  // namespace albert::io

#endif  // ALBERT_IO_TENSORFLOW_SSTABLE_H_
