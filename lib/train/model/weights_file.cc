#include "train/model/weights_file.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "albert/base/error.h"
#include "albert/io/safetensors.h"
#include "albert/model/random_weights.h"

namespace albert::train {

void initialize_parameters(const ParameterLayout& layout, const AlbertConfig& config,
                           std::uint64_t seed, std::span<float> parameters) {
  std::ranges::fill(parameters, 0.0f);
  for (std::size_t t = 0; t < layout.tensors(); ++t) {
    initial_values(layout.catalogue().tensors()[t], config, seed, 0, layout.tensor(parameters, t));
  }
}

std::vector<TensorSpec> read_parameters(const ParameterLayout& layout, const TensorArchive& archive,
                                        std::string_view prefix, std::span<float> parameters) {
  return read_parameters(layout, archive, prefix, parameters,
                         [](const TensorSpec&) { return true; });
}

std::vector<TensorSpec> read_parameters(const ParameterLayout& layout, const TensorArchive& archive,
                                        std::string_view prefix, std::span<float> parameters,
                                        FunctionRef<bool(const TensorSpec&)> wanted) {
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
    if (found == stored.end() || !wanted(spec)) {
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

void write_parameters(const std::filesystem::path& file, const ParameterLayout& layout,
                      std::span<const ParameterSection> sections, const ArchiveMetadata& metadata) {
  std::vector<TensorEntry> entries;
  for (const ParameterSection& section : sections) {
    for (const TensorSpec& spec : layout.catalogue().tensors()) {
      entries.push_back({section.prefix + spec.name, DType::f32, spec.shape});
    }
  }
  const auto writer = create_safetensors(file, std::move(entries), metadata);
  std::size_t index = 0;
  for (const ParameterSection& section : sections) {
    for (std::size_t t = 0; t < layout.tensors(); ++t) {
      writer->write(index++, std::as_bytes(layout.tensor(section.values, t)));
    }
  }
  writer->finish();
}

void write_parameters(const std::filesystem::path& file, const ParameterLayout& layout,
                      std::span<const float> parameters) {
  const ParameterSection weights = {"", parameters};
  write_parameters(file, layout, {&weights, 1}, {{"format", "pt"}});
}

void refuse_missing(const TensorSpec& tensor, const TensorArchive& archive) {
  throw Error(ErrorCode::model, "tensor " + tensor.name + " is missing", archive.path().string());
}

}  // namespace albert::train
