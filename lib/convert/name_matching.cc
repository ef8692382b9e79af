#include "convert/name_matching.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "albert/config/sharing_schedule.h"
#include "convert/name_table.h"

namespace albert::convert {
namespace {

constexpr std::size_t npos = TensorArchive::npos;
constexpr std::string_view kHubPrefix = "module/";

// Hugging Face's files may hold a tied tensor under the decoder's name alone.
constexpr std::array<std::pair<TensorRole, std::string_view>, 2> kTied = {{
    {TensorRole::word_embeddings, "predictions.decoder.weight"},
    {TensorRole::mlm_bias, "predictions.decoder.bias"},
}};
constexpr std::string_view kPositionIds = "albert.embeddings.position_ids";

bool is_float(DType dtype) {
  return dtype == DType::f32 || dtype == DType::f16 || dtype == DType::bf16 || dtype == DType::f64;
}

class Matcher {
 public:
  Matcher(const TensorArchive& stored, NameLayout layout, const AlbertConfig& config)
      : stored_(stored),
        layout_(layout),
        catalogue_(config),
        blocks_per_group_(SharingSchedule(config).steps_per_layer),
        hidden_size_(config.hidden_size),
        projection_optional_(config.embedding_size == config.hidden_size) {
    result_.uses.resize(stored.entries().size());
    for (std::size_t i = 0; i < stored.entries().size(); ++i) {
      const std::string& name = stored.entries()[i].name;
      const auto [at, is_new] = by_name_.emplace(table_name(name, layout), i);
      if (!is_new) {
        problem("{} and {} are both {}", stored.entries()[at->second].name, name, at->first);
      }
    }
  }

  Matching match() {
    for (const TensorSpec& spec : catalogue_.tensors()) find(spec);
    decide_parts();
    carry_heads();
    explain_the_rest();
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

  std::size_t entry_of(std::string_view name) const {
    const auto found = by_name_.find(std::string(name));
    return found == by_name_.end() ? npos : found->second;
  }

  std::size_t find_entry(const TensorSpec& spec, const std::string& name) const {
    const std::size_t entry = entry_of(name);
    if (entry != npos || layout_ != NameLayout::hugging_face) return entry;
    for (const auto& [role, other] : kTied) {
      if (role == spec.role) return entry_of(other);
    }
    return npos;
  }

  void find(const TensorSpec& spec) {
    Count& count = counts_[static_cast<std::size_t>(spec.component)];
    const std::string name = stored_name(spec, layout_, blocks_per_group_);
    const std::size_t entry = find_entry(spec, name);
    if (entry == npos) {
      count.missing.push_back(name);
      return;
    }
    ++count.found;
    TensorOrigin origin = {.entry = entry};
    if (layout_ != NameLayout::hugging_face &&
        tf_names()[static_cast<std::size_t>(spec.role)].transposed) {
      origin.treatment = Treatment::transposed;
    }
    const std::size_t factor = entry_of(kBrightmartFactor);
    if (layout_ == NameLayout::brightmart && spec.role == TensorRole::word_embeddings &&
        factor != npos) {
      origin.treatment = Treatment::folded;
      origin.factor = factor;
    }
    if (!fits(spec, origin)) return;
    use(entry, StoredUse::mapped, spec.name);
    if (origin.factor != npos) use(origin.factor, StoredUse::mapped, spec.name);
    const DType dtype = origin.treatment == Treatment::folded ? DType::f32 : dtype_of(entry);
    add({spec.name, dtype, spec.shape}, origin);
  }

  bool fits(const TensorSpec& spec, const TensorOrigin& origin) {
    const TensorEntry& entry = stored_.entries()[origin.entry];
    Shape wanted = spec.shape;
    if (origin.treatment == Treatment::transposed) std::reverse(wanted.begin(), wanted.end());
    if (origin.treatment == Treatment::folded) {
      const TensorEntry& factor = stored_.entries()[origin.factor];
      if (entry.shape.size() != 2 || factor.shape.size() != 2 || entry.shape[0] != wanted[0] ||
          factor.shape != Shape{entry.shape[1], hidden_size_}) {
        problem("{} {} and {} {} do not multiply to {}", entry.name, to_string(entry.shape),
                factor.name, to_string(factor.shape), to_string(wanted));
        return false;
      }
    } else if (entry.shape != wanted) {
      problem("{} has shape {}, but the config asks for {}", entry.name, to_string(entry.shape),
              to_string(wanted));
      return false;
    }
    for (const std::size_t each : {origin.entry, origin.factor}) {
      if (each != npos && !is_float(dtype_of(each))) {
        problem("{} holds {}, which are no weights", stored_.entries()[each].name,
                to_string(dtype_of(each)));
        return false;
      }
    }
    return true;
  }

  DType dtype_of(std::size_t entry) const { return stored_.entries()[entry].dtype; }

  void use(std::size_t entry, StoredUse what, std::string detail) {
    result_.uses[entry] = {what, std::move(detail)};
  }

  void add(TensorEntry tensor, TensorOrigin origin) {
    result_.tensors.push_back(std::move(tensor));
    result_.origins.push_back(origin);
  }

  // Says which optional parts are there, and what is missing from those that must be.
  void decide_parts() {
    const std::array<std::pair<Component, bool*>, 4> optional = {{
        {Component::embedding_projection, &result_.parts.embedding_projection},
        {Component::pooler, &result_.parts.pooler},
        {Component::mlm_head, &result_.parts.mlm_head},
        {Component::sop_head, &result_.parts.sop_head},
    }};
    for (std::size_t c = 0; c < kComponentCount; ++c) {
      const auto component = static_cast<Component>(c);
      const Count& count = counts_[c];
      const auto part = std::find_if(optional.begin(), optional.end(),
                                     [&](const auto& each) { return each.first == component; });
      const bool may_lack = part != optional.end() && count.found == 0 &&
                            (component != Component::embedding_projection || projection_optional_);
      if (may_lack) *part->second = false;
      for (const std::string& name : count.missing) {
        result_.missing.push_back(name);
        if (!may_lack) problem("{} is missing", name);
      }
    }
    if (!result_.parts.embedding_projection) make_projection();
  }

  // Hugging Face has the mapping always; it goes where the catalogue has it.
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
    result_.parts.embedding_projection = true;
    result_.notes.push_back(
        "the embeddings have the encoder's width and no mapping: an identity mapping is added, "
        "as Hugging Face's layout always has one");
  }

  void carry_heads() {
    for (std::size_t i = 0; i < stored_.entries().size(); ++i) {
      if (result_.uses[i].use != StoredUse::left_over) continue;
      const TensorEntry& entry = stored_.entries()[i];
      std::string name = table_name(entry.name, layout_);
      for (const HeadName& head : head_names()) {
        if (layout_ != NameLayout::hugging_face && name == head.google) name = head.hugging_face;
      }
      if (!is_carried(name)) continue;
      use(i, StoredUse::carried, name);
      add({name, entry.dtype, entry.shape}, {.entry = i});
    }
  }

  void explain_the_rest() {
    for (std::size_t i = 0; i < stored_.entries().size(); ++i) {
      if (result_.uses[i].use != StoredUse::left_over) continue;
      const std::string name = table_name(stored_.entries()[i].name, layout_);
      if (layout_ != NameLayout::hugging_face) {
        const std::string_view reason = reason_to_skip(name);
        if (!reason.empty()) use(i, StoredUse::skipped, std::string(reason));
      } else if (name == kPositionIds) {
        explain_position_ids(i);
      } else {
        explain_tied(i, name);
      }
    }
  }

  void explain_position_ids(std::size_t entry) {
    use(entry, StoredUse::skipped, "position numbers");
    std::vector<std::byte> scratch;
    const TensorView view = stored_.read(entry, scratch);
    std::vector<float> numbers(view.size());
    copy_to_f32(view, numbers);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if (numbers[i] != static_cast<float>(i)) {
        problem("{} does not count 0, 1, 2, …", stored_.entries()[entry].name);
        return;
      }
    }
  }

  void explain_tied(std::size_t entry, const std::string& name) {
    for (const auto& [role, other] : kTied) {
      const TensorSpec& spec = catalogue_.tensors()[catalogue_.find(role)];
      const std::size_t original = entry_of(spec.name);
      if (name != other || original == npos) continue;
      use(entry, StoredUse::duplicate, spec.name);
      if (!is_same(entry, original)) {
        problem("{} should repeat {}, but differs from it", stored_.entries()[entry].name,
                stored_.entries()[original].name);
      }
    }
  }

  bool is_same(std::size_t a, std::size_t b) const {
    std::vector<std::byte> scratch_a, scratch_b;
    const TensorView view_a = stored_.read(a, scratch_a);
    const TensorView view_b = stored_.read(b, scratch_b);
    return view_a.dtype == view_b.dtype && view_a.shape == view_b.shape &&
           std::equal(view_a.bytes.begin(), view_a.bytes.end(), view_b.bytes.begin());
  }

  const TensorArchive& stored_;
  NameLayout layout_;
  TensorCatalogue catalogue_;
  int blocks_per_group_;
  std::int64_t hidden_size_;
  bool projection_optional_;
  std::unordered_map<std::string, std::size_t> by_name_;
  std::array<Count, kComponentCount> counts_;
  Matching result_;
};

}  // namespace

NameLayout layout_of(const TensorArchive& stored) {
  bool google = false;
  for (const TensorEntry& entry : stored.entries()) {
    const std::string name = table_name(entry.name, NameLayout::google);
    if (name == kBrightmartFactor || name.starts_with("bert/encoder/layer_shared/")) {
      return NameLayout::brightmart;
    }
    google |= name.starts_with("bert/") || name.starts_with("cls/");
  }
  return google ? NameLayout::google : NameLayout::hugging_face;
}

std::string table_name(std::string_view name, NameLayout layout) {
  if (layout == NameLayout::hugging_face) return canonical_name(name);
  if (name.starts_with(kHubPrefix)) name.remove_prefix(kHubPrefix.size());
  return std::string(name);
}

std::string stored_name(const TensorSpec& spec, NameLayout layout, int blocks_per_group) {
  if (layout == NameLayout::hugging_face) return spec.name;
  const TfDialect dialect =
      layout == NameLayout::google ? TfDialect::google : TfDialect::brightmart;
  return tf_name(spec.role, dialect, spec.block, blocks_per_group);
}

Matching match_names(const TensorArchive& stored, NameLayout layout, const AlbertConfig& config) {
  return Matcher(stored, layout, config).match();
}

}  // namespace albert::convert
