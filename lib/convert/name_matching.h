#ifndef ALBERT_CONVERT_NAME_MATCHING_H_
#define ALBERT_CONVERT_NAME_MATCHING_H_

#include <string>
#include <string_view>
#include <vector>

#include "albert/convert/model_source.h"

namespace albert::convert {

/// How the tensors of a file and those of the catalogue belong together. ModelSource explains the
/// fields.
struct Matching {
  std::vector<TensorEntry> tensors;
  std::vector<TensorOrigin> origins;
  std::vector<StoredTensor> uses;
  std::vector<std::string> problems;
  std::vector<std::string> missing;
  std::vector<std::string> notes;
  ModelParts parts;
};

/// Recognised by the names alone.
NameLayout layout_of(const TensorArchive& stored);

/// A stored name as name tables and catalogue spell it: without `module/`, or canonical.
std::string table_name(std::string_view name, NameLayout layout);

/// What a layout calls a tensor of the catalogue (of a group of `blocks_per_group`).
std::string stored_name(const TensorSpec& spec, NameLayout layout, int blocks_per_group);

/// Never throws for what a file holds; see Matching::problems. `config` is that of the result (for
/// brightmart with E = H). Reads only what must be compared: duplicates.
Matching match_names(const TensorArchive& stored, NameLayout layout, const AlbertConfig& config);

}  // namespace albert::convert

#endif  // ALBERT_CONVERT_NAME_MATCHING_H_
