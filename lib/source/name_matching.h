#ifndef ALBERT_SOURCE_NAME_MATCHING_H_
#define ALBERT_SOURCE_NAME_MATCHING_H_

#include <string>
#include <vector>

#include "albert/source/model_source.h"
#include "source/name_resolution.h"

namespace albert::source {

/// How the tensors of a file and those of the catalogue belong together. ModelSource explains the
/// fields.
struct Matching {
  AlbertConfig config;  ///< with a group per layer where the layers' LayerNorms differ
  std::vector<TensorEntry> tensors;
  std::vector<TensorOrigin> origins;
  std::vector<StoredTensor> uses;
  std::vector<std::string> problems;
  std::vector<std::string> missing;
  std::vector<std::string> notes;
  ModelParts parts;
};

/// Never throws for what a file holds; see Matching::problems. `config` is that of the result (for
/// brightmart with E = H). Reads only what must be compared: duplicates and LayerNorms.
Matching match_names(const TensorArchive& stored, const ResolvedNames& names,
                     const AlbertConfig& config);

}  // namespace albert::source

#endif  // ALBERT_SOURCE_NAME_MATCHING_H_
