#ifndef ALBERT_SOURCE_CANONICAL_ARCHIVE_H_
#define ALBERT_SOURCE_CANONICAL_ARCHIVE_H_

#include <memory>
#include <vector>

#include "albert/source/model_source.h"

namespace albert::source {

/// A checkpoint of any layout under canonical names and shapes: `tensors[i]` is computed from
/// `stored` according to `origins[i]`. Tensors that need no computation are views of the file;
/// others are computed into the reader's scratch, one at a time.
std::unique_ptr<TensorArchive> canonical_archive(std::shared_ptr<const TensorArchive> stored,
                                                 std::vector<TensorEntry> tensors,
                                                 std::vector<TensorOrigin> origins);

}  // namespace albert::source

#endif  // ALBERT_SOURCE_CANONICAL_ARCHIVE_H_
