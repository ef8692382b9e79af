#ifndef ALBERT_CONFIG_PAPER_TABLES_H_
#define ALBERT_CONFIG_PAPER_TABLES_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "albert/config/albert_config.h"
#include "albert/config/tensor_catalogue.h"

namespace albert {

/// One model of a table of the ALBERT paper, with the number of parameters printed there.
struct PaperRow {
  std::string_view model;
  AlbertConfig config;
  ModelParts parts;        ///< components included in the published number
  std::int64_t published;  ///< parameters; printed in millions
  std::int64_t precision;  ///< the published number is a multiple of this
  std::string_view note;   ///< why the count differs from it; or empty

  /// Parameters of `parts` in the catalogue.
  std::int64_t counted() const;
  /// True when the count, rounded to the published precision, is the published number.
  bool agrees() const;
};

struct PaperTable {
  int number;  ///< in the paper
  std::string_view title;
  std::vector<PaperRow> rows;
};

/// Tables 1 (configurations), 3 (embedding size) and 4 (sharing) of Lan et al. 2019,
/// arXiv 1909.11942. The published numbers include the pooler for models that share parameters, but
/// not for others (BERT, not shared); they include no heads, and no embedding projection if E = H.
const std::vector<PaperTable>& paper_tables();

}  // namespace albert

#endif  // ALBERT_CONFIG_PAPER_TABLES_H_
