#include "train/model/weights_file.h"

#include <string>
#include <unordered_map>

#include "albert/base/error.h"

namespace albert::train {

std::vector<TensorSpec> read_parameters(const ParameterLayout& layout, const TensorArchive& archive,
                                        std::string_view prefix, std::span<float> parameters) {
  std::unordered_map<std::string, std::size_t> stored;
  for (std::size_t i = 0; i < archive.entries().size(); ++i) {
    const std::string_view name = archive.entries()[i].name;
    if (!name.starts_with(prefix)) continue;
    stored.emplace(canonical_name(name.substr(prefix.size())), i);
  }
  std::vector<TensorSpec> missing;
  std::vector<std::byte> scratch;
  for (std::size_t t = 0; t < layout.tensors(); ++t) {
    const TensorSpec& spec = layout.catalogue().tensors()[t];
    const auto found = stored.find(spec.name);
    if (found == stored.end()) {
      missing.push_back(spec);
      continue;
    }
    const TensorView view = archive.read(found->second, scratch);
    if (view.shape != spec.shape) {
      throw Error(ErrorCode::model,
                  "tensor " + spec.name + " has shape " + to_string(view.shape) +
                      " but the configuration asks for " + to_string(spec.shape),
                  archive.path().string());
    }
    copy_to_f32(view, layout.tensor(parameters, t));
  }
  return missing;
}

void refuse_missing(const TensorSpec& tensor, const TensorArchive& archive) {
  throw Error(ErrorCode::model, "tensor " + tensor.name + " is missing", archive.path().string());
}

}  // namespace albert::train
