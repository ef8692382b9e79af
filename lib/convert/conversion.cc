#include "albert/convert/conversion.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/config/heads.h"
#include "albert/config/sharing_schedule.h"
#include "albert/io/atomic_output.h"
#include "albert/io/output_target.h"
#include "albert/io/safetensors.h"
#include "albert/io/tensor_writer.h"
#include "albert/io/tensorflow.h"
#include "albert/io/torch.h"
#include "convert/config_files.h"
#include "convert/element_stream.h"
#include "convert/tokenizer_settings.h"
#include "io/int8_weights.h"
#include "source/name_table.h"

namespace albert {

namespace fs = std::filesystem;

using convert::Orientation, source::TfDialect, source::tf_name, source::tf_names;

namespace {

using enum TensorRole;

// The matrices of the matrix products.
constexpr std::array kProducts = {
    word_embeddings,         projection_weight, query_weight,      key_weight,    value_weight,
    attention_output_weight, ffn_weight,        ffn_output_weight, pooler_weight, mlm_dense_weight};

constexpr double kGoogleEps = 1e-12;

bool is_product(TensorRole role) {
  return std::find(kProducts.begin(), kProducts.end(), role) != kProducts.end();
}

// True when every value of `from` is a value of `to`.
bool holds(DType to, DType from) {
  return to == from || (to == DType::f32 && from != DType::f64);
}

std::unique_ptr<TensorWriter> create(Container container, const fs::path& folder,
                                     std::vector<TensorEntry> entries,
                                     const ArchiveMetadata& metadata) {
  switch (container) {
    case Container::safetensors:
      return create_safetensors(folder / "model.safetensors", std::move(entries), metadata);
    case Container::torch:
      return create_torch(folder / "pytorch_model.bin", std::move(entries));
    case Container::tf:
      return create_tf_bundle(folder / "model.ckpt", std::move(entries));
  }
  throw Error(ErrorCode::usage, "unknown container");
}

/// The tensors of a source's catalogue, and those of any fine-tuned head, which may not fit it.
TensorCatalogue with_heads(const ModelSource& source) {
  ModelParts parts = source.parts();
  for (const HeadTraits& traits : head_traits()) {
    if (is_fine_tuned(traits.component)) parts.set(traits.component);
  }
  return TensorCatalogue(source.config(), parts);
}

}  // namespace

Conversion::Conversion(const ModelSource& source, const ConversionOptions& options)
    : source_(source), options_(options) {
  source.check();
  convert::check_tokenizer(source.tokenizer_files());
  if (options.dtype == DType::i8 && options.container != Container::safetensors) {
    throw Error(ErrorCode::usage, "int8 weights are stored in safetensors only");
  }
  if (options.container == Container::tf) {
    plan_for_google();
  } else {
    plan_for_hugging_face();
  }
}

void Conversion::plan_tensor(std::size_t index, std::string target, bool transposed,
                             bool quantizable) {
  const DType stored = source_.tensors()->entries()[index].dtype;
  DType dtype = stored;
  if (options_.dtype && is_float(stored)) dtype = *options_.dtype;
  if (dtype == DType::i8 && is_float(stored) && !quantizable) dtype = DType::f32;
  exact_ &= holds(dtype, stored);
  steps_.push_back({index, std::move(target), dtype, transposed});
}

void Conversion::plan_for_hugging_face() {
  const TensorCatalogue catalogue(source_.config(), source_.parts());
  for (std::size_t i = 0; i < source_.tensors()->entries().size(); ++i) {
    const std::string& name = source_.tensors()->entries()[i].name;
    const std::size_t at = catalogue.find(name);
    const bool product = at != TensorCatalogue::npos && is_product(catalogue.tensors()[at].role);
    plan_tensor(i, name, false, product);
  }
  if (source_.config().parameter_sharing != ParameterSharing::groups) {
    notes_.push_back("transformers does not know models that share " +
                     std::string(to_string(source_.config().parameter_sharing)) +
                     " only; albert does");
  }
}

void Conversion::plan_for_google() {
  const AlbertConfig& config = source_.config();
  if (config.parameter_sharing != ParameterSharing::groups) {
    throw Error(ErrorCode::model,
                "Google's layout has no model that shares " +
                    std::string(to_string(config.parameter_sharing)) + " only",
                source_.config_file().string(), "convert to safetensors or torch");
  }
  if (config.hidden_act == Activation::gelu) {
    notes_.push_back(
        "Google's code knows only the tanh form of gelu and this model uses the erf form: its "
        "results will differ in the third decimal (config.json keeps the exact name for albert)");
  }
  if (config.layer_norm_eps != kGoogleEps) {
    notes_.push_back(
        fmt::format("Google's code always uses layer_norm_eps {}, this model {} (config.json "
                    "keeps it for albert)",
                    kGoogleEps, config.layer_norm_eps));
  }
  const bool without_mapping = config.embedding_size == config.hidden_size;
  if (without_mapping) check_identity_mapping();

  const TensorCatalogue catalogue = with_heads(source_);
  const int blocks_per_group = SharingSchedule(config).steps_per_layer;
  for (std::size_t i = 0; i < source_.tensors()->entries().size(); ++i) {
    const std::string& name = source_.tensors()->entries()[i].name;
    const std::size_t at = catalogue.find(name);
    if (at == TensorCatalogue::npos) {
      plan_tensor(i, name, false, false);
      continue;
    }
    const TensorSpec& spec = catalogue.tensors()[at];
    if (without_mapping && spec.component == Component::embedding_projection) continue;
    plan_tensor(i, tf_name(spec.role, TfDialect::google, spec.block, blocks_per_group),
                tf_names()[static_cast<std::size_t>(spec.role)].transposed, false);
  }
}

// Google's E = H models have no projection; any other than the identity would be lost.
void Conversion::check_identity_mapping() const {
  const TensorCatalogue catalogue(source_.config(), source_.parts());
  const TensorArchive& tensors = *source_.tensors();
  const auto width = static_cast<std::size_t>(source_.config().hidden_size);
  std::vector<std::byte> scratch;
  for (const TensorRole role : {projection_weight, projection_bias}) {
    const std::string& name = catalogue.tensors()[catalogue.find(role)].name;
    const TensorView view = tensors.read(tensors.find(name), scratch);
    std::vector<float> values(view.size());
    copy_to_f32(view, values);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const float wanted = role == projection_weight && i % (width + 1) == 0 ? 1 : 0;
      if (values[i] != wanted) {
        throw Error(ErrorCode::model,
                    "is not the identity mapping (or zero), and Google's layout has no mapping "
                    "when embedding_size = hidden_size",
                    name, "convert to safetensors or torch");
      }
    }
  }
}

void Conversion::write_weights(const fs::path& folder, ThreadPool& threads) const {
  const TensorArchive& tensors = *source_.tensors();
  std::vector<TensorEntry> entries;
  std::vector<std::size_t> entry_of;  // index in `entries` for each step; its scales follow it
  ArchiveMetadata metadata = {{"format", "pt"}};
  for (const ConversionStep& step : steps_) {
    Shape shape = tensors.entries()[step.tensor].shape;
    if (step.transposed) std::reverse(shape.begin(), shape.end());
    entry_of.push_back(entries.size());
    entries.push_back({step.target, step.dtype, shape});
    if (!is_quantized(step)) continue;
    entries.push_back({step.target + std::string(io::kScaleSuffix), DType::f32, {shape[0]}});
    metadata.emplace(io::kInt8Key, io::kInt8Scheme);
  }

  const auto writer = create(options_.container, folder, std::move(entries), metadata);
  std::vector<std::byte> scratch;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const ConversionStep& step = steps_[i];
    const TensorOrigin& origin = source_.origins()[step.tensor];
    const auto sink = [&](std::size_t offset, std::span<const std::byte> bytes) {
      writer->write_at(entry_of[i], offset, bytes);
    };
    // A stored transpose is transposed in blocks here, not as a whole by tensors.read().
    const bool stored_transposed = origin.treatment == Treatment::transposed;
    const TensorView view = stored_transposed ? source_.stored().read(origin.entry, scratch)
                                              : tensors.read(step.tensor, scratch);
    const auto orientation =
        stored_transposed != step.transposed ? Orientation::transposed : Orientation::as_stored;
    if (is_quantized(step)) {
      const std::vector<float> scales =
          convert::stream_quantized(view, orientation, step.target, threads, sink);
      writer->write(entry_of[i] + 1, std::as_bytes(std::span(scales)));
    } else {
      convert::stream(view, orientation, step.dtype, threads, sink);
    }
  }
  writer->finish();
}

bool Conversion::is_quantized(const ConversionStep& step) const {
  return step.dtype == DType::i8 && is_float(source_.tensors()->entries()[step.tensor].dtype);
}

void Conversion::write_into(const fs::path& folder, ThreadPool& threads) const {
  write_weights(folder, threads);
  // transformers takes the dtype of a model from here.
  std::optional<DType> dtype = steps_.front().dtype;
  if (dtype == DType::i8) dtype = std::nullopt;
  write_file(folder / "config.json",
             convert::hugging_face_config(source_.config(), *source_.tensors(), dtype,
                                          source_.config_json()));
  if (options_.container == Container::tf) {
    write_file(folder / "albert_config.json", convert::google_config(source_.config()));
  }
  convert::write_tokenizer(source_.tokenizer_files(), source_.config().max_position_embeddings,
                           options_.tokenizer_json, folder);
  if (source_.sentence_transformer() && options_.container != Container::tf) {
    copy_sentence_transformer(*source_.sentence_transformer(), folder);
  }
}

void Conversion::check_source_apart(const fs::path& target) const {
  std::vector<fs::path> files = {source_.stored().path(), source_.config_file()};
  for (const TokenizerFile& file : source_.tokenizer_files()) files.push_back(file.path);
  check_apart(target, files);
}

FolderContent Conversion::write(const fs::path& target, bool replace) const {
  ThreadPool threads;
  return write(target, replace, threads, [](const fs::path&) {});
}

FolderContent Conversion::write(const fs::path& target, bool replace, ThreadPool& threads,
                                Inspection inspect) const {
  check_source_apart(target);
  AtomicFolder folder(target, replace);
  write_into(folder.path(), threads);
  const auto problems = ModelSource::open(folder.path()).problems();
  if (!problems.empty()) {
    throw Error(ErrorCode::model, "the converted model is incomplete: " + problems.front(),
                source_.stored().path().string());
  }
  inspect(folder.path());
  folder.commit();
  return folder.replaced();
}

}  // namespace albert
