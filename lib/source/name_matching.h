#ifndef ALBERT_SOURCE_NAME_MATCHING_H_
#define ALBERT_SOURCE_NAME_MATCHING_H_

#include <string>
#include <vector>

#include "albert/source/model_source.h"
#include "source/name_resolution.h"

namespace albert::source {

/// The mapping between the tensors of a file and those of the catalogue. See ModelSource for the
/// fields.
struct Matching {
  AlbertConfig config;  ///< with a group per layer if the layers' LayerNorms differ
  std::vector<TensorEntry> tensors;
  std::vector<TensorOrigin> origins;
  std::vector<StoredTensor> uses;
  std::vector<std::string> problems;
  std::vector<std::string> missing;
  std::vector<std::string> notes;
  ModelParts parts;
  std::string head_problem;  ///< why a fine-tuned head is not among the parts
};

/// Does not throw for invalid content; see Matching::problems. `config` is that of the result (E =
/// H for brightmart). Reads only tensors that must be compared: duplicates and LayerNorms.
Matching match_names(const TensorArchive& stored, const ResolvedNames& names,
                     const AlbertConfig& config);

}  // namespace albert::source

#endif  // ALBERT_SOURCE_NAME_MATCHING_H_
