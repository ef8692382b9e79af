#ifndef ALBERT_APPS_COMMON_TEXT_TABLE_H_
#define ALBERT_APPS_COMMON_TEXT_TABLE_H_

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace albert::apps {

/// `text` for a TSV column: tabs and line breaks become spaces.
std::string tsv_cell(std::string text);

/// A small table, written aligned, as Markdown, or as TSV. Numbers are right-aligned, with
/// thousands separators except in TSV. Text has the alignment of its column.
class TextTable {
 public:
  enum class Align { left, right };
  struct Column {
    std::string title;
    Align align = Align::left;
  };
  using Cell = std::variant<std::string, std::int64_t>;

  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// One cell per column.
  void add_row(std::vector<Cell> cells) { rows_.push_back(std::move(cells)); }

  /// An empty line, in aligned tables only.
  void add_gap() { rows_.emplace_back(); }

  /// Columns two spaces apart, titles first (unless all are empty), no trailing spaces.
  void append_aligned(std::string& out) const;
  void append_markdown(std::string& out) const;
  /// A line of titles, one line per row; text as tsv_cell().
  void append_tsv(std::string& out) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_TEXT_TABLE_H_
