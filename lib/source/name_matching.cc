#include "source/name_matching.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "albert/config/sharing_schedule.h"
#include "source/equal_tensors.h"
#include "source/keras_norms.h"
#include "source/leftover_heads.h"
#include "source/missing_names.h"
#include "source/name_layout.h"
#include "source/transpose.h"

namespace albert::source {
namespace {

constexpr std::size_t npos = TensorArchive::npos;
constexpr std::string_view kPositionIds = "albert.embeddings.position_ids";

bool is_encoder_norm(TensorRole role) {
  using enum TensorRole;
  return role == attention_norm_weight || role == attention_norm_bias || role == ffn_norm_weight ||
         role == ffn_norm_bias;
}

/// The config of the stored model, and the names of its LayerNorms.
struct Plan {
  AlbertConfig config;
  KerasNorms norms;
};

Plan make_plan(const TensorArchive& stored, const ResolvedNames& names,
               const AlbertConfig& config) {
  Plan plan = {config, {}};
  if (names.layout != NameLayout::google) return plan;
  plan.norms = find_keras_norms(names.names, stored, config);
  if (plan.norms.per_layer) plan.config.num_hidden_groups = config.num_hidden_layers;
  return plan;
}

class Matcher {
 public:
  Matcher(const TensorArchive& stored, const ResolvedNames& names, const AlbertConfig& config,
          Plan plan)
      : stored_(stored),
        names_(names),
        layout_(names.layout),
        norms_(std::move(plan.norms)),
        stored_groups_(static_cast<int>(config.num_hidden_groups)),
        catalogue_(plan.config, kAllParts),
        blocks_per_group_(SharingSchedule(plan.config).steps_per_layer) {
    result_.config = plan.config;
    result_.uses.resize(stored.entries().size());
    for (std::size_t i = 0; i < names.names.size(); ++i) {
      if (names.repeats[i] != npos) continue;
      const auto [at, is_new] = by_name_.emplace(names.names[i], i);
      if (!is_new) {
        problem("{} and {} are both {}", stored_name_of(at->second), stored_name_of(i), at->first);
      }
    }
    for (const auto& [name, entry] : norms_.entries) by_name_.emplace(name, entry);
    if (!norms_.problem.empty()) result_.problems.push_back(norms_.problem);
    if (norms_.per_layer) {
      result_.notes.push_back(fmt::format(
          "the layers share their matrices and have LayerNorms of their own: num_hidden_groups "
          "becomes {}, and the matrices are repeated",
          plan.config.num_hidden_groups));
    }
  }

  Matching match() {
    const ModelParts leftovers = leftover_heads(catalogue_, [&](const TensorSpec& spec) {
      return find_entry(spec, stored_name_of(spec)) != npos;
    });
    for (const TensorSpec& spec : catalogue_.tensors())
      if (!leftovers.has(spec.component)) find(spec);
    carry_heads();
    explain_the_rest();
    decide_parts();
    return std::move(result_);
  }

 private:
  struct Count {
    std::size_t found = 0;
    std::vector<std::string> missing;
  };

  template <typename... Args>
  void problem(fmt::format_string<Args...> format, Args&&... args) {
    result_.problems.push_back(fmt::format(format, std::forward<Args>(args)...));
  }

  const std::string& stored_name_of(std::size_t i) const { return stored_.entries()[i].name; }

  std::size_t entry_of(std::string_view name) const {
    const auto found = by_name_.find(std::string(name));
    return found == by_name_.end() ? npos : found->second;
  }

  // The block under which this tensor is stored: matrices of a group that was split into its layers
  // are stored once.
  int stored_block(const TensorSpec& spec) const {
    if (!norms_.per_layer || is_encoder_norm(spec.role)) return spec.block;
    const auto layers = static_cast<int>(result_.config.num_hidden_layers);
    const int layer = spec.block / blocks_per_group_;
    return layer * stored_groups_ / layers * blocks_per_group_ + spec.block % blocks_per_group_;
  }

  std::size_t find_entry(const TensorSpec& spec, const std::string& name) const {
    if (const std::size_t entry = entry_of(name); entry != npos) return entry;
    for (const auto& [role, other] : tied_names(layout_)) {
      if (role == spec.role) return entry_of(other);
    }
    return npos;
  }

  std::string stored_name_of(const TensorSpec& spec) const {
    return stored_name(spec, stored_block(spec), layout_, blocks_per_group_);
  }

  void find(const TensorSpec& spec) {
    Count& count = counts_[static_cast<std::size_t>(spec.component)];
    const std::string name = stored_name_of(spec);
    const std::size_t entry = find_entry(spec, name);
    if (entry == npos) {
      count.missing.push_back(name);
      return;
    }
    ++count.found;
    const TensorOrigin origin = origin_of(spec, entry);
    if (!fits(spec, origin)) return;
    use(entry, StoredUse::mapped, spec.name);
    if (origin.factor != npos) use(origin.factor, StoredUse::mapped, spec.name);
    const DType dtype = origin.factor == npos ? dtype_of(entry) : DType::f32;
    add({spec.name, dtype, spec.shape}, origin);
  }

  TensorOrigin origin_of(const TensorSpec& spec, std::size_t entry) const {
    TensorOrigin origin = {.entry = entry};
    const LayoutTraits& traits = traits_of(layout_);
    const bool tf = traits.dialect && !traits.torch;
    if (tf && tf_names()[static_cast<std::size_t>(spec.role)].transposed) {
      origin.treatment = Treatment::transposed;
    }
    if (traits.dialect == TfDialect::brightmart && spec.role == TensorRole::word_embeddings) {
      origin.factor = entry_of(factor_name(layout_));
      if (origin.factor != npos) {
        origin.treatment = traits.torch ? Treatment::folded_transposed : Treatment::folded;
      }
    }
    return origin;
  }

  // A fine-tuned head that does not fit leaves the rest of the model usable.
  template <typename... Args>
  void misfit(const TensorSpec& spec, fmt::format_string<Args...> format, Args&&... args) {
    std::string text = fmt::format(format, std::forward<Args>(args)...);
    if (!is_fine_tuned(spec.component)) {
      result_.problems.push_back(std::move(text));
    } else if (result_.head_problem.empty()) {
      result_.head_problem = std::move(text);
    }
  }

  bool fits(const TensorSpec& spec, const TensorOrigin& origin) {
    const TensorEntry& entry = stored_.entries()[origin.entry];
    Shape wanted = spec.shape;
    if (origin.treatment == Treatment::transposed) std::reverse(wanted.begin(), wanted.end());
    if (origin.factor != npos) {
      const TensorEntry& factor = stored_.entries()[origin.factor];
      Shape right = factor.shape;
      if (origin.treatment == Treatment::folded_transposed)
        std::reverse(right.begin(), right.end());
      if (entry.shape.size() != 2 || entry.shape[0] != wanted[0] ||
          right != Shape{entry.shape[1], result_.config.hidden_size}) {
        problem("{} {} and {} {} do not multiply to {}", entry.name, to_string(entry.shape),
                factor.name, to_string(factor.shape), to_string(wanted));
        return false;
      }
    } else if (entry.shape != wanted) {
      misfit(spec, "{} has shape {}, but the config asks for {}", entry.name,
             to_string(entry.shape), to_string(wanted));
      return false;
    }
    for (const std::size_t each : {origin.entry, origin.factor}) {
      if (each != npos && !is_float(dtype_of(each))) {
        misfit(spec, "{} holds {}, which are no weights", stored_.entries()[each].name,
               to_string(dtype_of(each)));
        return false;
      }
    }
    return true;
  }

  DType dtype_of(std::size_t entry) const { return stored_.entries()[entry].dtype; }

  void use(std::size_t entry, StoredUse what, std::string detail) {
    if (result_.uses[entry].use == StoredUse::mapped) return;  // repeated matrices
    result_.uses[entry] = {what, std::move(detail)};
  }

  void add(TensorEntry tensor, TensorOrigin origin) {
    result_.tensors.push_back(std::move(tensor));
    result_.origins.push_back(origin);
  }

  // Determines which optional components are present, and which required tensors are missing.
  void decide_parts() {
    const bool projection_optional = result_.config.embedding_size == result_.config.hidden_size;
    std::vector<std::string> needed;
    for (std::size_t c = 0; c < kComponentCount; ++c) {
      const auto component = static_cast<Component>(c);
      const Count& count = counts_[c];
      if (is_fine_tuned(component)) {
        decide_head(component, count);
        continue;
      }
      const bool may_lack = kAllParts.has(component) && count.found == 0 &&
                            (component != Component::embedding_projection || projection_optional);
      result_.parts.set(component, kAllParts.has(component) && !may_lack);
      for (const std::string& name : count.missing) {
        result_.missing.push_back(name);
        if (!may_lack) needed.push_back(name);
      }
    }
    std::vector<std::string_view> unknown;
    for (std::size_t i = 0; i < result_.uses.size(); ++i) {
      const auto& [what, detail] = result_.uses[i];
      if (what == StoredUse::unrecognized && detail.empty()) unknown.push_back(stored_name_of(i));
    }
    const std::vector<std::string> lines = describe_missing(needed, unknown);
    result_.problems.insert(result_.problems.end(), lines.begin(), lines.end());
    if (!result_.parts.has(Component::embedding_projection)) make_projection();
  }

  // A head is there when all of it was found and fits.
  void decide_head(Component component, const Count& count) {
    if (count.found == 0) return;
    if (result_.head_problem.empty() && !count.missing.empty()) {
      result_.head_problem = count.missing.front() + " is missing";
    }
    result_.parts.set(component, result_.head_problem.empty());
  }

  // Hugging Face always has the projection; insert it in the order of the catalogue.
  void make_projection() {
    using enum TensorRole;
    const TensorSpec& weight = catalogue_.tensors()[catalogue_.find(projection_weight)];
    const TensorSpec& bias = catalogue_.tensors()[catalogue_.find(projection_bias)];
    const auto end = std::find_if(
        result_.tensors.begin(), result_.tensors.end(),
        [](const TensorEntry& tensor) { return !tensor.name.starts_with("albert.embeddings."); });
    const auto at = end - result_.tensors.begin();
    result_.tensors.insert(
        end, {{weight.name, DType::f32, weight.shape}, {bias.name, DType::f32, bias.shape}});
    result_.origins.insert(result_.origins.begin() + at,
                           {{.treatment = Treatment::identity}, {.treatment = Treatment::zeros}});
    result_.parts.set(Component::embedding_projection);
    result_.notes.push_back(
        "the embeddings have the encoder's width and no mapping: an identity mapping is added, "
        "as Hugging Face's layout always has one");
  }

  // Hugging Face's name of a fine-tuned head's tensor; other names come back unchanged.
  std::string canonical_head_name(const std::string& name) const {
    using enum TensorRole;
    for (const TensorRole role : {classifier_weight, classifier_bias, qa_weight, qa_bias}) {
      const TensorSpec& spec = catalogue_.tensors()[catalogue_.find(role)];
      if (name == stored_name(spec, 0, layout_, blocks_per_group_)) return spec.name;
    }
    return name;
  }

  void carry_heads() {
    for (std::size_t i = 0; i < stored_.entries().size(); ++i) {
      if (result_.uses[i].use != StoredUse::unrecognized || names_.repeats[i] != npos) continue;
      const TensorEntry& entry = stored_.entries()[i];
      const std::string name = canonical_head_name(names_.names[i]);
      if (!is_carried(name)) continue;
      use(i, StoredUse::carried, name);
      add({name, entry.dtype, entry.shape}, {.entry = i});
    }
  }

  void explain_the_rest() {
    for (std::size_t i = 0; i < stored_.entries().size(); ++i) {
      if (result_.uses[i].use != StoredUse::unrecognized) continue;
      const std::string& name = names_.names[i];
      if (names_.repeats[i] != npos) {
        explain_repeat(i, names_.repeats[i]);
      } else if (const auto norm = norms_.repeats.find(i); norm != norms_.repeats.end()) {
        use(i, StoredUse::duplicate, stored_name_of(norm->second));
      } else if (!traits_of(layout_).torch) {
        const std::string_view reason = reason_to_skip(name);
        if (!reason.empty()) use(i, StoredUse::skipped, std::string(reason));
        const std::string_view head = foreign_head(name);
        if (reason.empty() && !head.empty()) use(i, StoredUse::unrecognized, std::string(head));
      } else if (name == kPositionIds) {
        explain_position_ids(i);
      } else if (name == kProjectLayer) {
        explain_project_layer(i);
      } else {
        explain_tied(i, name);
      }
    }
  }

  // A module that is registered twice is stored twice; two different models are refused.
  void explain_repeat(std::size_t entry, std::size_t original) {
    if (equal_tensors(stored_, entry, original)) {
      use(entry, StoredUse::duplicate, stored_name_of(original));
      return;
    }
    if (several_models_) return;
    several_models_ = true;
    problem("holds more than one model: {} and {} differ", stored_name_of(original),
            stored_name_of(entry));
  }

  void explain_position_ids(std::size_t entry) {
    use(entry, StoredUse::skipped, "position numbers");
    std::vector<std::byte> scratch;
    const TensorView view = stored_.read(entry, scratch);
    std::vector<float> numbers(view.size());
    copy_to_f32(view, numbers);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if (numbers[i] != static_cast<float>(i)) {
        problem("{} does not count 0, 1, 2, …", stored_name_of(entry));
        return;
      }
    }
  }

  void explain_tied(std::size_t entry, const std::string& name) {
    for (const auto& [role, other] : tied_names(layout_)) {
      if (name != other) continue;
      const TensorSpec& spec = catalogue_.tensors()[catalogue_.find(role)];
      const std::size_t original =
          entry_of(stored_name(spec, spec.block, layout_, blocks_per_group_));
      if (original != npos)
        explain_duplicate(entry, original, equal_tensors(stored_, entry, original));
    }
  }

  // brightmart's second factor, repeated as the transposed matrix of a layer.
  void explain_project_layer(std::size_t entry) {
    const std::size_t original = entry_of(factor_name(layout_));
    if (original == npos) return;
    std::vector<std::byte> scratch_a, scratch_b;
    const TensorView a = stored_.read(entry, scratch_a);
    const TensorView b = stored_.read(original, scratch_b);
    bool same = a.dtype == b.dtype && a.shape.size() == 2 &&
                a.shape == Shape(b.shape.rbegin(), b.shape.rend());
    if (same) {
      std::vector<std::byte> transposed(a.bytes.size());
      const ByteMatrix matrix = {b.bytes, static_cast<std::size_t>(b.shape[0]),
                                 static_cast<std::size_t>(b.shape[1]), size_of(b.dtype)};
      transpose_columns(matrix, 0, matrix.columns, transposed);
      same = std::ranges::equal(transposed, a.bytes);
    }
    explain_duplicate(entry, original, same);
  }

  void explain_duplicate(std::size_t entry, std::size_t original, bool same) {
    use(entry, StoredUse::duplicate, stored_name_of(original));
    if (!same) {
      problem("{} should repeat {}, but differs from it", stored_name_of(entry),
              stored_name_of(original));
    }
  }

  const TensorArchive& stored_;
  const ResolvedNames& names_;
  NameLayout layout_;
  KerasNorms norms_;
  int stored_groups_;  // groups of the stored matrices
  TensorCatalogue catalogue_;
  int blocks_per_group_;
  bool several_models_ = false;
  std::unordered_map<std::string, std::size_t> by_name_;
  std::array<Count, kComponentCount> counts_;
  Matching result_;
};

}  // namespace

Matching match_names(const TensorArchive& stored, const ResolvedNames& names,
                     const AlbertConfig& config) {
  return Matcher(stored, names, config, make_plan(stored, names, config)).match();
}

}  // namespace albert::source
