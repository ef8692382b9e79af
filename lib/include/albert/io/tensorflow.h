#ifndef ALBERT_IO_TENSORFLOW_H_
#define ALBERT_IO_TENSORFLOW_H_

#include <filesystem>
#include <memory>
#include <vector>

#include "albert/io/tensor_archive.h"
#include "albert/io/tensor_writer.h"

namespace albert {

/// Opens a TensorFlow checkpoint, given as PREFIX or as PREFIX.index; its .data-?????-of-?????
/// files are in the same folder. Names are TensorFlow's; strings are skipped. Tensors are views
/// into the mapped files; partitioned ones are assembled in the scratch. `read` verifies their
/// CRC-32C. Throws Error{io} and Error{model}.
std::unique_ptr<TensorArchive> open_tf_bundle(const std::filesystem::path& prefix_or_index);

/// A writer of a TensorFlow checkpoint, PREFIX.index and PREFIX.data-00000-of-00001, with the given
/// names; the index appears last. Throws as create_safetensors.
std::unique_ptr<TensorWriter> create_tf_bundle(const std::filesystem::path& prefix,
                                               std::vector<TensorEntry> entries);

}  // namespace albert

#endif  // ALBERT_IO_TENSORFLOW_H_
