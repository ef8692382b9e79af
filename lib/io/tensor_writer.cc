#include "albert/io/tensor_writer.h"

#include <algorithm>

namespace albert {

void TensorWriter::write(std::size_t index, std::span<const std::byte> bytes) {
  next_.resize(std::max(next_.size(), index + 1));
  write_at(index, next_[index], bytes);
  next_[index] += bytes.size();
}

}  // namespace albert
