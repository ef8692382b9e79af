#ifndef ALBERT_SOURCE_NAME_RESOLUTION_H_
#define ALBERT_SOURCE_NAME_RESOLUTION_H_

#include <cstddef>
#include <string>
#include <vector>

#include "albert/source/model_source.h"

namespace albert::source {

/// The names of a file without the prefixes and wrappers of training programs.
struct ResolvedNames {
  NameLayout layout = NameLayout::hugging_face;
  /// Parallel to the file's entries, in the spelling of the layout's tables. Names that are not
  /// those of an ALBERT are not changed.
  std::vector<std::string> names;
  /// Parallel to it: the same tensor in another model of the file, or npos.
  std::vector<std::size_t> repeats;
  /// Removed prefixes, for the user.
  std::vector<std::string> notes;
};

/// Finds the prefix that the names of a model have in common by looking for the names of the
/// catalogue at the end of the stored ones: `module.`, `_orig_mod.`, `model.albert.`, `encoder.`, …
/// Heads may have the encoder's prefix, another one or none. Names of wrapper modules
/// (`_fsdp_wrapped_module`) are removed at any position. Reads no tensors.
ResolvedNames resolve_names(const TensorArchive& stored);

}  // namespace albert::source

#endif  // ALBERT_SOURCE_NAME_RESOLUTION_H_
