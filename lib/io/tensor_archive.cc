#include "albert/io/tensor_archive.h"

#include <algorithm>

namespace albert {

const ArchiveMetadata& TensorArchive::metadata() const noexcept {
  static const ArchiveMetadata kNone;
  return kNone;
}

std::optional<QuantizedMatrix> TensorArchive::read_quantized(std::size_t) const {
  return std::nullopt;
}

std::size_t TensorArchive::find(std::string_view name) const noexcept {
  const auto all = entries();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const TensorEntry& e) { return e.name == name; });
  return found == all.end() ? npos : static_cast<std::size_t>(found - all.begin());
}

}  // namespace albert
