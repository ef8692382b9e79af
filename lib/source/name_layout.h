#ifndef ALBERT_SOURCE_NAME_LAYOUT_H_
#define ALBERT_SOURCE_NAME_LAYOUT_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "albert/config/tensor_catalogue.h"
#include "albert/source/model_source.h"
#include "source/name_table.h"

namespace albert::source {

/// How a layout spells the names of the catalogue's tensors.
struct LayoutTraits {
  NameLayout layout;
  std::optional<TfDialect> dialect;  ///< none: Hugging Face's own names
  bool torch;                        ///< PyTorch's spelling: dots, and matrices [out, in]
  std::string_view base;             ///< what the encoder's names begin with: "albert."
  std::string_view marker;           ///< only names of this layout contain it
};
const LayoutTraits& traits_of(NameLayout layout) noexcept;

/// The layout whose marker stands in one of the names; Hugging Face's when none does.
NameLayout layout_of(const TensorArchive& stored);

/// What a layout calls a tensor of the catalogue (in a group of `blocks_per_group`); `block` may
/// differ from the tensor's own where a file repeats nothing.
std::string stored_name(const TensorSpec& spec, int block, NameLayout layout, int blocks_per_group);

/// brightmart's second factor of the word embeddings, in the layout's spelling.
std::string factor_name(NameLayout layout);

/// Names under which a layout may hold a tied tensor a second time, or alone.
std::span<const std::pair<TensorRole, std::string_view>> tied_names(NameLayout layout) noexcept;

}  // namespace albert::source

#endif  // ALBERT_SOURCE_NAME_LAYOUT_H_
