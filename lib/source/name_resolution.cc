#include "source/name_resolution.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "source/name_layout.h"

namespace albert::source {
namespace {

constexpr std::size_t npos = TensorArchive::npos;

// Names of wrapper modules, which are not part of the model.
constexpr std::array<std::string_view, 5> kWrappers = {
    "module", "_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module", "_forward_module"};

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Calls `visit` with each component of a name and the character after it ('\0' at the end).
template <typename Visit>
void for_each_component(std::string_view name, Visit visit) {
  while (!name.empty()) {
    const std::size_t end = std::min(name.find_first_of("./"), name.size());
    visit(name.substr(0, end), end < name.size() ? name[end] : '\0');
    name.remove_prefix(std::min(end + 1, name.size()));
  }
}

// A name with '#' in place of the numbers of groups and blocks.
std::string pattern_of(std::string_view name) {
  std::string pattern;
  for_each_component(name, [&](std::string_view component, char separator) {
    const std::size_t number = component.rfind('_') + 1;  // npos + 1 is 0
    const bool is_group = component.starts_with("group_") || component.starts_with("inner_group_");
    if (is_number(component)) {
      pattern += '#';
    } else if (is_group && is_number(component.substr(number))) {
      pattern.append(component.substr(0, number)) += '#';
    } else {
      pattern += component;
    }
    if (separator != '\0') pattern += separator;
  });
  return pattern;
}

std::string without_wrappers(std::string_view name) {
  std::string result;
  for_each_component(name, [&](std::string_view component, char separator) {
    if (separator == '.' && std::ranges::count(kWrappers, component) != 0) return;
    result += component;
    if (separator != '\0') result += separator;
  });
  return result;
}

// LayerNorms of early PyTorch ports have parameters gamma and beta.
std::string with_modern_norms(std::string name) {
  for (const auto& [old, modern] : {std::pair(".gamma", ".weight"), std::pair(".beta", ".bias")}) {
    if (!name.ends_with(old)) continue;
    const std::string module = name.substr(0, name.size() - std::string_view(old).size());
    if (module.ends_with("LayerNorm") || module.ends_with("layer_norm")) return module + modern;
  }
  return name;
}

/// The names of a layout as patterns: below the encoder's base, and of heads.
struct Patterns {
  std::unordered_set<std::string> encoder;
  std::unordered_set<std::string> heads;
  std::size_t components = 0;  ///< of the longest one

  explicit Patterns(NameLayout layout) {
    const AlbertConfig smallest = {.vocab_size = 1,
                                   .embedding_size = 1,
                                   .hidden_size = 1,
                                   .num_hidden_layers = 1,
                                   .num_hidden_groups = 1,
                                   .num_attention_heads = 1,
                                   .intermediate_size = 1,
                                   .inner_group_num = 1,
                                   .max_position_embeddings = 1,
                                   .type_vocab_size = 1};
    const TensorCatalogue catalogue(smallest, kAllParts);
    for (const TensorSpec& spec : catalogue.tensors()) add(layout, stored_name(spec, 0, layout, 1));
    add(layout, factor_name(layout));
    if (layout == NameLayout::hugging_face) add(layout, "albert.embeddings.position_ids");
    for (const auto& [role, name] : tied_names(layout)) add(layout, std::string(name));
    if (layout == NameLayout::brightmart_torch) add(layout, std::string(kProjectLayer));
  }

 private:
  void add(NameLayout layout, const std::string& name) {
    std::size_t count = 0;
    for_each_component(name, [&](std::string_view, char) { ++count; });
    components = std::max(components, count);
    const std::string_view base = traits_of(layout).base;
    if (name.starts_with(base)) {
      encoder.insert(pattern_of(std::string_view(name).substr(base.size())));
    } else {
      heads.insert(pattern_of(name));
    }
  }
};

/// The position at which the known suffix of a name begins.
struct Tail {
  std::size_t begin;
  bool is_head;
};

std::optional<Tail> find_tail(std::string_view name, const Patterns& patterns) {
  // At most as many components as the longest known name has.
  std::size_t begin = name.size();
  for (std::size_t left = patterns.components; left > 0 && begin > 0; --left) {
    begin = name.find_last_of("./", begin - 1);
    if (begin == std::string_view::npos) begin = 0;
  }
  if (begin > 0) ++begin;
  for (;; ++begin) {
    const std::string pattern = pattern_of(name.substr(begin));
    if (patterns.encoder.contains(pattern)) return Tail{begin, false};
    if (patterns.heads.contains(pattern)) return Tail{begin, true};
    begin = name.find_first_of("./", begin);
    if (begin == std::string_view::npos) return std::nullopt;
  }
}

/// Prefixes in order of appearance, with the number of names of each.
class Prefixes {
 public:
  void add(std::string_view prefix) {
    const auto [found, is_new] = index_of_.emplace(prefix, counts_.size());
    if (is_new) counts_.emplace_back(prefix, 0);
    ++counts_[found->second].second;
  }
  std::size_t count(std::string_view prefix) const {
    const auto found = index_of_.find(std::string(prefix));
    return found == index_of_.end() ? 0 : counts_[found->second].second;
  }
  bool has(std::string_view prefix) const { return count(prefix) != 0; }
  std::size_t size() const { return counts_.size(); }
  /// The most common prefix.
  const std::string& most_common() const {
    return std::ranges::max_element(counts_, {}, [](const auto& each) { return each.second; })
        ->first;
  }

 private:
  std::vector<std::pair<std::string, std::size_t>> counts_;
  std::unordered_map<std::string, std::size_t> index_of_;  // in counts_
};

class Resolver {
 public:
  explicit Resolver(const TensorArchive& stored) : stored_(stored) {
    result_.layout = layout_of(stored);
  }

  ResolvedNames resolve() {
    const LayoutTraits& traits = traits_of(result_.layout);
    const Patterns patterns(result_.layout);
    for (const TensorEntry& entry : stored_.entries()) {
      std::string name =
          traits.torch ? with_modern_norms(without_wrappers(entry.name)) : entry.name;
      tails_.push_back(find_tail(name, patterns));
      result_.names.push_back(std::move(name));
    }
    result_.repeats.assign(result_.names.size(), npos);
    choose_encoder();
    if (!found_) {
      for (std::size_t i = 0; i < tails_.size(); ++i) result_.names[i] = stored_.entries()[i].name;
      return std::move(result_);
    }
    choose_heads();
    rename();
    tell();
    return std::move(result_);
  }

 private:
  std::string_view prefix_of(std::size_t i) const {
    return std::string_view(result_.names[i]).substr(0, tails_[i]->begin);
  }
  std::string_view tail_of(std::size_t i) const {
    return std::string_view(result_.names[i]).substr(tails_[i]->begin);
  }
  bool is_encoder(std::size_t i) const { return tails_[i] && !tails_[i]->is_head; }
  bool is_head(std::size_t i) const { return tails_[i] && tails_[i]->is_head; }

  void choose_encoder() {
    base_ = traits_of(result_.layout).base;
    for (std::size_t i = 0; i < tails_.size(); ++i) {
      if (is_encoder(i)) encoders_.add(prefix_of(i));
    }
    found_ = encoders_.size() != 0;
    if (!found_) return;
    // Names with and without the base may be mixed.
    is_plain_ = encoders_.has(base_) || encoders_.has("");
    chosen_ = is_plain_ ? std::string(base_) : encoders_.most_common();
    outer_ = chosen_;
    if (ends_with_base()) outer_.resize(outer_.size() - base_.size());
  }

  // Compares whole components: "albert." does not end with "bert.".
  bool ends_with_base() const {
    if (!chosen_.ends_with(base_)) return false;
    const std::size_t begin = chosen_.size() - base_.size();
    return begin == 0 || chosen_[begin - 1] == base_.back();
  }

  bool is_chosen(std::size_t i) const {
    const std::string_view prefix = prefix_of(i);
    return prefix == chosen_ || (is_plain_ && prefix.empty());
  }

  // If a head has several prefixes, the encoder's is used, otherwise the empty one; any other is
  // ambiguous.
  void choose_heads() {
    std::map<std::string, Prefixes, std::less<>> prefixes;
    for (std::size_t i = 0; i < tails_.size(); ++i) {
      if (is_head(i)) prefixes[head_of(tail_of(i))].add(prefix_of(i));
    }
    for (const auto& [head, found] : prefixes) {
      if (found.has(outer_)) {
        head_prefix_[head] = outer_;
      } else if (found.has("")) {
        head_prefix_[head] = "";
      } else if (found.size() == 1) {
        head_prefix_[head] = found.most_common();
      }
    }
  }

  static std::string head_of(std::string_view tail) {
    return std::string(tail.substr(0, tail.find_first_of("./")));
  }

  void rename() {
    std::unordered_map<std::string, std::size_t> index_of;
    std::vector<std::string> names(result_.names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
      const bool head = is_head(i);
      const auto wanted = head ? head_prefix_.find(head_of(tail_of(i))) : head_prefix_.end();
      if (is_encoder(i) && is_chosen(i)) {
        names[i] = std::string(base_).append(tail_of(i));
      } else if (wanted != head_prefix_.end() && wanted->second == prefix_of(i)) {
        names[i] = tail_of(i);
      } else if (!traits_of(result_.layout).torch &&
                 stored_.entries()[i].name.starts_with(outer_)) {
        names[i] = stored_.entries()[i].name.substr(outer_.size());
      } else {
        names[i] = stored_.entries()[i].name;
      }
      index_of.emplace(names[i], i);
    }
    // A second complete encoder: the same module registered twice, or another model.
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (is_plain_ || !is_encoder(i) || is_chosen(i)) continue;
      if (encoders_.count(prefix_of(i)) != encoders_.count(chosen_)) continue;
      const auto same = index_of.find(std::string(base_).append(tail_of(i)));
      if (same != index_of.end()) result_.repeats[i] = same->second;
    }
    result_.names = std::move(names);
  }

  void tell() {
    if (!is_plain_) {
      result_.notes.push_back(
          ends_with_base() ? fmt::format("'{}' before the names of the model is left out", outer_)
                           : fmt::format("'{}' before the names of the encoder stands for '{}'",
                                         chosen_, base_));
    }
    std::vector<std::string> shown = {"", outer_};
    for (const auto& [head, prefix] : head_prefix_) {
      if (std::ranges::count(shown, prefix) != 0) continue;
      shown.push_back(prefix);
      result_.notes.push_back(fmt::format("'{}' before the names of {} is left out", prefix, head));
    }
    if (!traits_of(result_.layout).torch) return;
    std::vector<std::string_view> wrappers;
    for (const TensorEntry& entry : stored_.entries()) {
      for_each_component(entry.name, [&](std::string_view component, char separator) {
        const bool is_new = std::ranges::count(wrappers, component) == 0;
        if (separator == '.' && is_new && std::ranges::count(kWrappers, component) != 0) {
          wrappers.push_back(component);
        }
      });
    }
    for (const std::string_view wrapper : wrappers) {
      result_.notes.push_back(fmt::format("'{}.' in the names is left out", wrapper));
    }
  }

  const TensorArchive& stored_;
  ResolvedNames result_;
  std::vector<std::optional<Tail>> tails_;  // parallel to the entries
  Prefixes encoders_;
  std::string_view base_;
  bool found_ = false;     // a tensor of an encoder was found
  bool is_plain_ = false;  // the encoder's names have no prefix before the layout's base
  std::string chosen_;     // prefix of the encoder's names, including the base
  std::string outer_;      // the same without the base
  std::map<std::string, std::string, std::less<>> head_prefix_;
};

}  // namespace

ResolvedNames resolve_names(const TensorArchive& stored) {
  return Resolver(stored).resolve();
}

}  // namespace albert::source
