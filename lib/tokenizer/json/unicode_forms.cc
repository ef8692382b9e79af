#include "tokenizer/json/unicode_forms.h"

#include <algorithm>
#include <array>

#include "tokenizer/json/library_characters.h"

namespace albert::json_pipeline {
namespace {

/// A starter and the characters that combine with it, decomposed.
struct Cluster {
  std::vector<char32_t> code_points;
  std::vector<std::uint32_t> origins;  ///< of each

  void flush(bool composed, AlignedText& out) {
    if (code_points.size() > 1) {
      order_marks(code_points);
      if (composed) {
        compose(code_points);
        // A composed character has the origin of all its components.
        if (code_points.size() < origins.size()) std::ranges::fill(origins, origins.front());
      }
    }
    for (std::size_t i = 0; i < code_points.size(); ++i) out.append(code_points[i], origins[i]);
    code_points.clear();
    origins.clear();
  }
};

}  // namespace

bool UnicodeForm::changes(std::string_view text) const noexcept {
  return !std::ranges::all_of(text, is_ascii);
}

void UnicodeForm::apply(const AlignedText& in, AlignedText& out) const {
  out.clear();
  out.reserve(in.size());
  out.end = in.end;
  Cluster cluster;
  std::array<char32_t, kMaxDecomposition> code_points;
  for (std::size_t i = 0; i < in.size();) {
    const DecodedCharacter c = decode_utf8(in.text, i);
    const bool whole = c.length == 1 || !is_library_decomposed(c.code_point);
    const std::size_t count = whole ? (code_points[0] = c.code_point, std::size_t{1})
                                    : decompose(c.code_point, decomposition_, code_points);
    for (std::size_t k = 0; k < count; ++k) {
      if (!combines_with_previous(code_points[k])) cluster.flush(composed_, out);
      cluster.code_points.push_back(code_points[k]);
      cluster.origins.push_back(in.origin[i]);
    }
    i += c.length;
  }
  cluster.flush(composed_, out);
}

}  // namespace albert::json_pipeline
