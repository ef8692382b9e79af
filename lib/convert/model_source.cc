#include "albert/convert/model_source.h"

#include <unordered_map>
#include <utility>

#include "albert/base/error.h"
#include "convert/canonical_archive.h"
#include "convert/config_dialects.h"
#include "convert/config_guess.h"
#include "convert/name_matching.h"
#include "convert/source_files.h"
#include "io/int8_weights.h"
#include "io/strict_json.h"

namespace albert {

namespace {

constexpr std::size_t kLargestConfig = std::size_t{1} << 24;

}  // namespace

std::string_view to_string(NameLayout layout) noexcept {
  switch (layout) {
    case NameLayout::hugging_face:
      return "hugging-face";
    case NameLayout::google:
      return "google";
    case NameLayout::brightmart:
      return "brightmart";
  }
  return "unknown";
}

std::string_view to_string(Treatment treatment) noexcept {
  switch (treatment) {
    case Treatment::as_is:
      return "as is";
    case Treatment::transposed:
      return "transposed";
    case Treatment::folded:
      return "folded";
    case Treatment::identity:
      return "identity";
    case Treatment::zeros:
      return "zeros";
  }
  return "unknown";
}

std::string_view to_string(StoredUse use) noexcept {
  switch (use) {
    case StoredUse::mapped:
      return "mapped";
    case StoredUse::carried:
      return "carried";
    case StoredUse::scale:
      return "scale";
    case StoredUse::duplicate:
      return "duplicate";
    case StoredUse::skipped:
      return "skipped";
    case StoredUse::left_over:
      return "left over";
  }
  return "unknown";
}

void ModelSource::read_config(std::string_view json) {
  if (config_file_.empty()) {
    const auto guess = convert::guess_config(*stored_, layout_);
    if (!guess) {
      throw Error(ErrorCode::model, "has no config, and its tensors are not those of an ALBERT",
                  stored_->path().string());
    }
    config_ = *guess;
    return;
  }
  const convert::ForeignConfig foreign = convert::parse_foreign_config(json, config_file_.string());
  config_ = foreign.config;
  if (foreign.hugging_face) config_json_ = json;
  if (layout_ == NameLayout::brightmart && foreign.pre_norm) {
    throw Error(ErrorCode::model,
                "is a pre-LayerNorm model (albert_zh's xlarge and xxlarge), which computes "
                "something else than an ALBERT",
                config_file_.string(), "its base, large, small and tiny models can be converted");
  }
}

ModelSource::ModelSource(std::shared_ptr<const TensorArchive> stored, std::string_view config_json,
                         const std::filesystem::path& config_file)
    : stored_(std::move(stored)), config_file_(config_file), layout_(convert::layout_of(*stored_)) {
  read_config(config_json);
  if (layout_ == NameLayout::brightmart) {
    config_.embedding_size = config_.hidden_size;
    notes_.push_back(
        "the factors of the word embeddings are multiplied into one table, because positions, "
        "types and the embedding LayerNorm have the encoder's width: embedding_size becomes " +
        std::to_string(config_.hidden_size));
  }
  std::shared_ptr<const TensorArchive> plain = stored_;
  if (io::is_int8(*stored_)) plain = io::dequantised(stored_);
  convert::Matching matching = convert::match_names(*plain, layout_, config_);
  tensors_ = convert::canonical_archive(plain, std::move(matching.tensors), matching.origins);
  origins_ = std::move(matching.origins);
  uses_ = std::move(matching.uses);
  if (plain != stored_) count_scales(*plain);
  problems_ = std::move(matching.problems);
  missing_ = std::move(matching.missing);
  parts_ = matching.parts;
  notes_.insert(notes_.end(), matching.notes.begin(), matching.notes.end());
}

// origins_ and uses_ count the entries of `plain`; the file has those and the scales.
void ModelSource::count_scales(const TensorArchive& plain) {
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < stored_->entries().size(); ++i) {
    places.emplace(stored_->entries()[i].name, i);
  }
  std::vector<StoredTensor> uses(stored_->entries().size(), {StoredUse::scale, {}});
  std::vector<std::size_t> place_of;
  for (std::size_t i = 0; i < plain.entries().size(); ++i) {
    place_of.push_back(places.at(plain.entries()[i].name));
    uses[place_of[i]] = std::move(uses_[i]);
  }
  uses_ = std::move(uses);
  for (TensorOrigin& origin : origins_) {
    if (origin.entry != TensorArchive::npos) origin.entry = place_of[origin.entry];
    if (origin.factor != TensorArchive::npos) origin.factor = place_of[origin.factor];
  }
}

ModelSource ModelSource::open(const std::filesystem::path& path, const Options& options) {
  const convert::SourceFiles files = convert::find_source(path);
  const std::filesystem::path config =
      options.config.empty() ? convert::find_config(files) : options.config;
  if (config.empty() && !options.guess_config) {
    throw Error(ErrorCode::model, "no config.json or albert_config.json beside the weights",
                files.weights.string(), "give one with --config");
  }
  ModelSource source(open_stored_weights(files.weights),
                     config.empty() ? std::string() : io::read_json_text(config, kLargestConfig, "a config.json"), config);
  source.tokenizer_files_ = options.tokenizer.empty() ? convert::find_tokenizer(files.folders)
                                                      : convert::named_tokenizer(options.tokenizer);
  source.sentence_transformer_ = files.sentence_transformer;
  return source;
}

}  // namespace albert
