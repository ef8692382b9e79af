#include "albert/source/model_source.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/io/open_weights.h"
#include "io/int8_weights.h"
#include "io/strict_json.h"
#include "source/canonical_archive.h"
#include "source/config_dialects.h"
#include "source/config_guess.h"
#include "source/fine_tuned_heads.h"
#include "source/name_layout.h"
#include "source/name_matching.h"
#include "source/source_files.h"

namespace albert {

namespace {

constexpr std::size_t kLargestConfig = std::size_t{1} << 24;

// Variables of TensorFlow's object graphs have numbers instead of names.
void refuse_object_graph(const TensorArchive& stored) {
  const auto is_numbered = [](const TensorEntry& entry) {
    return entry.name.find("layer_with_weights-") != std::string::npos;
  };
  if (std::ranges::none_of(stored.entries(), is_numbered)) return;
  throw Error(ErrorCode::model,
              "is a Keras object graph (layer_with_weights-N, as TensorFlow's model garden writes "
              "it), whose names do not tell what a tensor is",
              stored.path().string(),
              "the same model as a checkpoint of google-research/albert, or from the Hugging Face "
              "Hub, can be read");
}

}  // namespace

void ModelSource::read_config(std::string_view json, std::span<const std::string> names) {
  if (config_file_.empty()) {
    const auto guess = source::guess_config(*stored_, names, layout_);
    if (!guess) {
      throw Error(ErrorCode::model, "has no config, and its tensors are not those of an ALBERT",
                  stored_->path().string());
    }
    config_ = *guess;
    config_is_guess_ = true;
    return;
  }
  const source::ForeignConfig foreign = source::parse_foreign_config(json, config_file_.string());
  config_ = foreign.config;
  if (foreign.hugging_face) config_json_ = json;
}

ModelSource::ModelSource(std::shared_ptr<const TensorArchive> stored, std::string_view config_json,
                         const std::filesystem::path& config_file)
    : stored_(std::move(stored)), config_file_(config_file) {
  resolve(&config_json);
}

ModelSource::ModelSource(std::shared_ptr<const TensorArchive> stored, const AlbertConfig& config)
    : stored_(std::move(stored)), config_(config) {
  resolve(nullptr);
}

void ModelSource::resolve(const std::string_view* json) {
  std::shared_ptr<const TensorArchive> plain = stored_;
  if (io::is_int8(*stored_)) plain = io::dequantized(stored_);
  const source::ResolvedNames names = source::resolve_names(*plain);
  layout_ = names.layout;
  if (json != nullptr) read_config(*json, names.names);
  notes_ = names.notes;
  if (source::traits_of(layout_).dialect == source::TfDialect::brightmart) {
    config_.embedding_size = config_.hidden_size;
    notes_.push_back(
        "the factors of the word embeddings are multiplied into one table, because positions, "
        "types and the embedding LayerNorm have the encoder's width: embedding_size becomes " +
        std::to_string(config_.hidden_size));
  }
  const source::StatedHeads stated = source::stated_heads(config_json_);
  if (const auto count = source::count_outputs(*plain, names.names, stated)) {
    config_.num_labels = *count;
  }
  source::Matching matching = source::match_names(*plain, names, config_);
  config_ = matching.config;
  tensors_ = source::canonical_archive(plain, std::move(matching.tensors), matching.origins);
  origins_ = std::move(matching.origins);
  uses_ = std::move(matching.uses);
  if (plain != stored_) count_scales(*plain);
  problems_ = std::move(matching.problems);
  missing_ = std::move(matching.missing);
  parts_ = matching.parts;
  head_problem_ = std::move(matching.head_problem);
  heads_ = source::find_heads(parts_, stated, config_.num_labels);
  notes_.insert(notes_.end(), matching.notes.begin(), matching.notes.end());
}

void ModelSource::check() const {
  constexpr std::size_t kShown = 5;
  if (problems_.empty()) return;
  std::string text;
  for (std::size_t i = 0; i < std::min(problems_.size(), kShown); ++i) {
    text += (i == 0 ? "" : "\n  ") + problems_[i];
  }
  if (problems_.size() > kShown) {
    text += "\n  and " + std::to_string(problems_.size() - kShown) + " more problems";
  }
  throw Error(ErrorCode::model, text, stored_->path().string());
}

bool ModelSource::has(Head head) const noexcept {
  return std::ranges::find(heads_, head) != heads_.end();
}

void ModelSource::require(Head head) const {
  if (has(head)) return;
  const HeadTraits& traits = traits_of(head);
  const std::string where = stored_->path().string();
  if (!head_problem_.empty() && is_fine_tuned(traits.component)) {
    throw Error(ErrorCode::model, head_problem_, where, "config.json and weights do not fit");
  }
  require_parts(parts_, head);
  throw Error(ErrorCode::model, fmt::format("is not a model for {}", traits.title), where,
              heads_.empty()
                  ? std::string()
                  : fmt::format("its config says {}", traits_of(heads_.back()).architecture));
}

Labels ModelSource::labels() const {
  Labels labels = read_labels(config_json_, config_file_.string());
  if (config_json_.empty()) {
    labels.names = unnamed_labels(static_cast<std::size_t>(config_.num_labels));
  }
  return labels;
}

bool ModelSource::stores_int8() const noexcept {
  return io::is_int8(*stored_);
}

// origins_ and uses_ have indices of `plain`; the file has its entries and the scales.
void ModelSource::count_scales(const TensorArchive& plain) {
  std::unordered_map<std::string, std::size_t> index_of;
  for (std::size_t i = 0; i < stored_->entries().size(); ++i) {
    index_of.emplace(stored_->entries()[i].name, i);
  }
  std::vector<StoredTensor> uses(stored_->entries().size(), {StoredUse::scale, {}});
  std::vector<std::size_t> stored_index;
  for (std::size_t i = 0; i < plain.entries().size(); ++i) {
    stored_index.push_back(index_of.at(plain.entries()[i].name));
    uses[stored_index[i]] = std::move(uses_[i]);
  }
  uses_ = std::move(uses);
  for (TensorOrigin& origin : origins_) {
    if (origin.entry != TensorArchive::npos) origin.entry = stored_index[origin.entry];
    if (origin.factor != TensorArchive::npos) origin.factor = stored_index[origin.factor];
  }
}

ModelSource ModelSource::open(const std::filesystem::path& path, const Options& options) {
  const source::SourceFiles files = source::find_source(path);
  std::shared_ptr<const TensorArchive> stored = open_stored_weights(files.weights);
  refuse_object_graph(*stored);
  const std::filesystem::path config =
      options.config.empty() ? source::find_config(files) : options.config;
  if (config.empty() && !options.guess_config) {
    throw MissingConfig(ErrorCode::model, "its config.json or albert_config.json is missing",
                        files.weights.string());
  }
  ModelSource source(
      std::move(stored),
      config.empty() ? std::string() : io::read_json_text(config, kLargestConfig, "a config.json"),
      config);
  source.tokenizer_files_ = options.tokenizer.empty() ? source::find_tokenizer(files.folders)
                                                      : source::named_tokenizer(options.tokenizer);
  source.sentence_transformer_ = files.sentence_transformer;
  return source;
}

}  // namespace albert
