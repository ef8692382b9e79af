#ifndef ALBERT_SOURCE_NAME_RESOLUTION_H_
#define ALBERT_SOURCE_NAME_RESOLUTION_H_

#include <cstddef>
#include <string>
#include <vector>

#include "albert/source/model_source.h"

namespace albert::source {

/// The names of a file without what training programs put around a model.
struct ResolvedNames {
  NameLayout layout = NameLayout::hugging_face;
  /// Parallel to the file's entries: as the layout's tables spell them. A name that belongs to no
  /// tensor of an ALBERT stays as it is.
  std::vector<std::string> names;
  /// Parallel to it: an entry that has the same place in another model of the file, or npos.
  std::vector<std::size_t> repeats;
  /// What was left out, for the user.
  std::vector<std::string> notes;
};

/// Finds the prefix that the names of a model have in common by looking for the names of the
/// catalogue at the end of the stored ones: `module.`, `_orig_mod.`, `model.albert.`, `encoder.`,
/// whatever it is. Heads may have the encoder's prefix, another one or none. Names of wrapper
/// modules (`_fsdp_wrapped_module`) are left out wherever they stand. Reads no tensors.
ResolvedNames resolve_names(const TensorArchive& stored);

}  // namespace albert::source

#endif  // ALBERT_SOURCE_NAME_RESOLUTION_H_
