#include "common/shape_options.h"

#include <algorithm>
#include <filesystem>

#include "albert/base/error.h"
#include "albert/config/presets.h"
#include "albert/config/sharing_strategy.h"
#include "albert/source/model_source.h"
#include "common/arguments.h"
#include "common/model_locator.h"

namespace albert::apps {
namespace {

namespace fs = std::filesystem;

struct SizeFlag {
  const char* names;
  const char* description;
  std::int64_t AlbertConfig::*field;
};

// In the order of ShapeOptions::Size.
constexpr SizeFlag kSizeFlags[] = {
    {"--E", "Embedding size", &AlbertConfig::embedding_size},
    {"--H", "Hidden size", &AlbertConfig::hidden_size},
    {"--L", "Number of layers (default 12)", &AlbertConfig::num_hidden_layers},
    {"--A", "Number of attention heads (default H/64)", &AlbertConfig::num_attention_heads},
    {"--I", "FFN size (default 4H)", &AlbertConfig::intermediate_size},
    {"--V", "Vocabulary size (default 30000)", &AlbertConfig::vocab_size},
    {"--P", "Number of positions (default 512)", &AlbertConfig::max_position_embeddings},
    {"--G,--groups", "Number of groups of layers, each with its own blocks",
     &AlbertConfig::num_hidden_groups},
    {"--inner", "Number of blocks in a layer (default 1)", &AlbertConfig::inner_group_num},
};

constexpr std::size_t kMaxShapes = 10'000;

[[noreturn]] void refuse(std::string_view problem, std::string_view hint = {}) {
  throw Error(ErrorCode::usage, problem, {}, hint);
}

// Combines every shape with each value.
template <typename Value, typename Apply>
void sweep(std::vector<ModelShape>& shapes, const std::vector<Value>& values, Apply apply) {
  if (values.empty()) return;
  if (shapes.size() > kMaxShapes / values.size()) {
    refuse("the lists make more than " + std::to_string(kMaxShapes) + " models");
  }
  std::vector<ModelShape> swept;
  swept.reserve(shapes.size() * values.size());
  for (const ModelShape& shape : shapes) {
    for (const Value& value : values) apply(swept.emplace_back(shape), value);
  }
  shapes = std::move(swept);
}

// If --L changes, the sharing strategy stays, not its number of groups.
void set_layers(AlbertConfig& config, std::int64_t layers) {
  const auto strategy = sharing_strategy(config);
  config.num_hidden_layers = layers;
  if (strategy) set_sharing(config, *strategy);
}

ModelShape load_shape(const std::string& model) {
  const ModelPlace place = locate_model(model);
  const fs::path file = place.folder / "config.json";
  const std::string name = fs::absolute(file).lexically_normal().parent_path().filename();
  // Only the config is needed, but its name and dialect differ between models.
  const AlbertConfig config =
      fs::exists(file) ? load_config(file) : ModelSource::open(place.weights).config();
  return {fs::exists(model) ? name : model, config, kPretrainingParts};
}

}  // namespace

void ShapeOptions::add_to(CLI::App& command, const std::string& group) {
  static_assert(std::size(kSizeFlags) == kSizeCount);
  add_list(command, "--preset", presets_, "NAME", {},
           "Names of models of the ALBERT paper, or tiny")
      ->group(group);
  const CLI::Range size(std::int64_t{1}, std::int64_t{1} << 31);
  for (std::size_t i = 0; i < kSizeCount; ++i) {
    add_list(command, kSizeFlags[i].names, sizes_[i], "N", size, kSizeFlags[i].description)
        ->group(group);
  }
  add_list(command, "--sharing", sharing_, "TEXT", CLI::IsMember(value_names<SharingStrategy>()),
           "Parameters that layers share: all (default), attention, ffn or none")
      ->group(group);
}

void ShapeOptions::add_model_to(CLI::App& command, const std::string& name,
                                const std::string& description, const std::string& group) {
  CLI::Option* option =
      command.add_option(name, model_, description)->type_name("MODEL")->group(group);
  model_option_ = "--" + option->get_lnames().front();
}

bool ShapeOptions::gives_vocabulary() const {
  return !given(kV).empty();
}

bool ShapeOptions::gives_shape() const {
  return !presets_.empty() || !model_.empty() || !given(kH).empty();
}

bool ShapeOptions::empty() const {
  return presets_.empty() && model_.empty() && sharing_.empty() &&
         std::all_of(sizes_.begin(), sizes_.end(), [](const auto& list) { return list.empty(); });
}

std::vector<ModelShape> ShapeOptions::bases() const {
  std::vector<ModelShape> shapes;
  for (const std::string& name : presets_) {
    const Preset& found = preset(name);
    shapes.push_back({name, found.config, found.parts});
  }
  if (!model_.empty()) {
    shapes.push_back(load_shape(model_));
  }
  if (shapes.empty()) {
    if (given(kH).empty()) {
      refuse("give --H, or a --preset" + (model_option_.empty() ? "" : ", or a " + model_option_));
    }
    shapes.push_back({{}, paper_config(128, 768), kPretrainingParts});
  }
  return shapes;
}

void ShapeOptions::complete(ModelShape& shape) const {
  AlbertConfig& config = shape.config;
  if (!given(kH).empty()) {
    const AlbertConfig rules = paper_config(config.embedding_size, config.hidden_size);
    if (given(kA).empty()) config.num_attention_heads = rules.num_attention_heads;
    if (given(kI).empty()) config.intermediate_size = rules.intermediate_size;
  }
  if (!shape.parts.has(Component::embedding_projection)) {
    if (given(kE).empty()) config.embedding_size = config.hidden_size;
    shape.parts.set(Component::embedding_projection, config.embedding_size != config.hidden_size);
  }
  try {
    validate(config);
  } catch (const Error& error) {
    refuse(error.problem(), error.hint());
  }
}

std::vector<ModelShape> ShapeOptions::resolve() const {
  std::vector<ModelShape> shapes = bases();
  for (std::size_t i = 0; i < kSizeCount; ++i) {
    sweep(shapes, sizes_[i], [&](ModelShape& shape, std::int64_t value) {
      if (i == kL) return set_layers(shape.config, value);
      shape.config.*kSizeFlags[i].field = value;
    });
  }
  sweep(shapes, sharing_, [&](ModelShape& shape, const std::string& name) {
    const std::int64_t groups = shape.config.num_hidden_groups;
    const SharingStrategy strategy = *value_named<SharingStrategy>(name);
    set_sharing(shape.config, strategy);
    if (given(kGroups).empty()) return;
    if (strategy == SharingStrategy::all || strategy == SharingStrategy::none) {
      refuse("--groups does not go with --sharing " + name,
             "groups lie between all and none; they go with attention and ffn");
    }
    shape.config.num_hidden_groups = groups;
  });
  for (ModelShape& shape : shapes) complete(shape);
  return shapes;
}

AlbertConfig ShapeOptions::resolve_one() const {
  const std::vector<ModelShape> shapes = resolve();
  if (shapes.size() != 1) refuse("takes one shape; lists of shapes are for albert params");
  if (!shapes[0].parts.has(Component::embedding_projection)) {
    refuse(shapes[0].name + " is not an ALBERT",
           "give tiny or a preset whose name starts with albert-");
  }
  return shapes[0].config;
}

}  // namespace albert::apps
