#include "io/piece_crcs.h"

#include <algorithm>

namespace albert::io {

void PieceCrcs::add(std::size_t tensor, std::uint64_t offset, std::span<const std::byte> bytes) {
  const Piece piece = {offset, bytes.size(), kind_.of(bytes, 0)};
  const std::lock_guard lock(mutex_);
  pieces_[tensor].push_back(piece);
}

std::uint32_t PieceCrcs::whole(std::size_t tensor) const {
  std::vector<Piece> pieces = pieces_[tensor];
  std::sort(pieces.begin(), pieces.end(),
            [](const Piece& a, const Piece& b) { return a.offset < b.offset; });
  std::uint32_t crc = 0;
  for (const Piece& piece : pieces) crc = kind_.join(crc, piece.crc, piece.size);
  return crc;
}

}  // namespace albert::io
