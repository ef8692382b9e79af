#include "io/chunk_crcs.h"

#include <algorithm>

namespace albert::io {

void ChunkCrcs::add(std::size_t tensor, std::uint64_t offset, std::span<const std::byte> bytes) {
  const Chunk chunk = {offset, bytes.size(), kind_.of(bytes, 0)};
  const std::lock_guard lock(mutex_);
  chunks_[tensor].push_back(chunk);
}

std::uint32_t ChunkCrcs::whole(std::size_t tensor) const {
  std::vector<Chunk> chunks = chunks_[tensor];
  std::sort(chunks.begin(), chunks.end(),
            [](const Chunk& a, const Chunk& b) { return a.offset < b.offset; });
  std::uint32_t crc = 0;
  for (const Chunk& chunk : chunks) crc = kind_.join(crc, chunk.crc, chunk.size);
  return crc;
}

}  // namespace albert::io
