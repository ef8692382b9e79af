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

/// The names of the catalogue's tensors in a layout.
struct LayoutTraits {
  NameLayout layout;
  std::optional<TfDialect> dialect;  ///< none: Hugging Face's names
  bool torch;                        ///< PyTorch's spelling: dots, and matrices [out, in]
  std::string_view base;             ///< prefix of the encoder's names: "albert."
  std::string_view marker;           ///< only names of this layout contain it
};
const LayoutTraits& traits_of(NameLayout layout) noexcept;

/// The layout whose marker occurs in one of the names; otherwise Hugging Face's.
NameLayout layout_of(const TensorArchive& stored);

/// The name of a tensor of the catalogue in a layout (in a group of `blocks_per_group`); `block`
/// may differ from that of the tensor if a file stores shared blocks once.
std::string stored_name(const TensorSpec& spec, int block, NameLayout layout, int blocks_per_group);

/// brightmart's second factor of the word embeddings, in the layout's spelling.
std::string factor_name(NameLayout layout);

/// Alternative names of tied tensors in a layout, for a duplicate or the only copy.
std::span<const std::pair<TensorRole, std::string_view>> tied_names(NameLayout layout) noexcept;

}  // namespace albert::source

#endif  // ALBERT_SOURCE_NAME_LAYOUT_H_
