#include "source/name_layout.h"

#include <array>
#include <cstddef>

namespace albert::source {
namespace {

using enum NameLayout;

constexpr std::array kLayouts = std::to_array<LayoutTraits>({
    {hugging_face, std::nullopt, true, "albert.", "albert_layer_groups."},
    {google, TfDialect::google, false, "bert/", "bert/"},
    {brightmart, TfDialect::brightmart, false, "bert/", "encoder/layer_shared/"},
    {google_torch, TfDialect::google, true, "bert.", "encoder.transformer.group."},
    {brightmart_torch, TfDialect::brightmart, true, "bert.", "encoder.layer_shared."},
});

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kLayouts.size(); ++i) {
    if (static_cast<std::size_t>(kLayouts[i].layout) != i) return false;
  }
  return true;
}
static_assert(is_in_order());

// Search order of markers: brightmart's names contain Google's marker too.
constexpr std::array kOrder = {hugging_face, brightmart_torch, google_torch, brightmart, google};

using Tied = std::pair<TensorRole, std::string_view>;
constexpr std::array<Tied, 2> kTied = {{
    {TensorRole::word_embeddings, "predictions.decoder.weight"},
    {TensorRole::mlm_bias, "predictions.decoder.bias"},
}};
constexpr std::array<Tied, 2> kTiedInTorch = {{
    {TensorRole::word_embeddings, "cls.predictions.decoder.weight"},
    {TensorRole::mlm_bias, "cls.predictions.decoder.bias"},
}};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    text.replace(at, from.size(), to);
    at += to.size();
  }
}

// The name of a TensorFlow variable in the PyTorch port of Google's code
// (lonePatient/albert_pytorch): scopes are modules, group_0 is the first of a list.
std::string torch_spelling(std::string name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kSpellings = {{
      {"/group_", "/group/"},
      {"/inner_group_", "/inner_group/"},
      {"/attention_1/", "/attention/"},
      {"/ffn_1/", "/ffn/"},
      {"/kernel", "/weight"},
      {"/gamma", "/weight"},
      {"/beta", "/bias"},
      {"/output_bias", "/bias"},
      {"/output_weights", "/weight"},
      {"_embeddings_2", "_embeddings_2/weight"},
      {"/", "."},
  }};
  if (name.ends_with("_embeddings")) name += "/weight";
  for (const auto& [tf, torch] : kSpellings) replace_all(name, tf, torch);
  return name;
}

}  // namespace

const LayoutTraits& traits_of(NameLayout layout) noexcept {
  return kLayouts[static_cast<std::size_t>(layout)];
}

NameLayout layout_of(const TensorArchive& stored) {
  for (const NameLayout layout : kOrder) {
    const std::string_view marker = traits_of(layout).marker;
    for (const TensorEntry& entry : stored.entries()) {
      if (entry.name.find(marker) != std::string::npos) return layout;
    }
  }
  const auto has = [&](std::string_view name) { return stored.find(name) != TensorArchive::npos; };
  return has("cls/predictions/output_bias") ? google : hugging_face;
}

std::string stored_name(const TensorSpec& spec, int block, NameLayout layout,
                        int blocks_per_group) {
  const LayoutTraits& traits = traits_of(layout);
  if (!traits.dialect || (traits.torch && is_fine_tuned(spec.component))) return spec.name;
  std::string name = tf_name(spec.role, *traits.dialect, block, blocks_per_group);
  return traits.torch ? torch_spelling(std::move(name)) : name;
}

std::string factor_name(NameLayout layout) {
  std::string name(kBrightmartFactor);
  return traits_of(layout).torch ? torch_spelling(std::move(name)) : name;
}

std::span<const Tied> tied_names(NameLayout layout) noexcept {
  if (layout == hugging_face) return kTied;
  if (traits_of(layout).torch) return kTiedInTorch;
  return {};
}

}  // namespace albert::source
