#ifndef ALBERT_CONFIG_PAPER_TABLES_H_
#define ALBERT_CONFIG_PAPER_TABLES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "albert/config/albert_config.h"
#include "albert/config/tensor_catalogue.h"

namespace albert {

/// One model of a table of the ALBERT paper, with the number of parameters printed there.
struct PaperRow {
  std::string_view model;
  AlbertConfig config;
  ModelParts parts;        ///< what the published number includes
  std::int64_t published;  ///< parameters; printed in millions
  std::int64_t precision;  ///< the published number is a multiple of this
  std::string_view note;   ///< empty, or why the count departs from it

  /// By the catalogue, of `parts`.
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
/// arXiv 1909.11942. The published numbers follow when models that share anything are counted with
/// the pooler and the others (BERT, not shared) without it, none with the heads, and E = H has no
/// embedding projection.
const std::vector<PaperTable>& paper_tables();

}  // namespace albert

#endif  // ALBERT_CONFIG_PAPER_TABLES_H_
