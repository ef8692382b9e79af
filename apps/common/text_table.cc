#include "common/text_table.h"

#include <algorithm>
#include <string_view>

#include "common/format_number.h"

namespace albert::apps {
namespace {

using Cell = TextTable::Cell;

std::string for_people(const Cell& cell) {
  const auto* number = std::get_if<std::int64_t>(&cell);
  return number != nullptr ? with_separators(*number) : std::get<std::string>(cell);
}

std::string for_programs(const Cell& cell) {
  const auto* number = std::get_if<std::int64_t>(&cell);
  return number != nullptr ? std::to_string(*number) : tsv_cell(std::get<std::string>(cell));
}

/// Width of a text on a terminal, counting one column per character.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

void end_line(std::string& out) {
  out.erase(out.find_last_not_of(' ') + 1);
  out += '\n';
}

}  // namespace

std::string tsv_cell(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
  return text;
}

void TextTable::append_aligned(std::string& out) const {
  std::vector<std::vector<std::string>> lines;
  const auto titled = [](const Column& column) { return !column.title.empty(); };
  if (std::any_of(columns_.begin(), columns_.end(), titled)) {
    for (auto& line = lines.emplace_back(); const Column& column : columns_) {
      line.push_back(column.title);
    }
  }
  for (const auto& row : rows_) {
    for (auto& line = lines.emplace_back(); const Cell& cell : row) {
      line.push_back(for_people(cell));
    }
  }
  std::vector<std::size_t> widths(columns_.size());
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], width(line[i]));
  }
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      const std::string padding(widths[i] - width(line[i]), ' ');
      if (i > 0) out += "  ";
      out += columns_[i].align == Align::left ? line[i] + padding : padding + line[i];
    }
    end_line(out);
  }
}

void TextTable::append_markdown(std::string& out) const {
  for (const Column& column : columns_) out += "| " + column.title + " ";
  out += "|\n";
  for (const Column& column : columns_) out += column.align == Align::left ? "|---" : "|--:";
  out += "|\n";
  for (const auto& row : rows_) {
    if (row.empty()) continue;
    for (const Cell& cell : row) out += "| " + for_people(cell) + " ";
    out += "|\n";
  }
}

void TextTable::append_tsv(std::string& out) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    out.append(i > 0 ? "\t" : "").append(columns_[i].title);
  }
  out += '\n';
  for (const auto& row : rows_) {
    if (row.empty()) continue;
    for (std::size_t i = 0; i < row.size(); ++i) {
      out.append(i > 0 ? "\t" : "").append(for_programs(row[i]));
    }
    out += '\n';
  }
}

}  // namespace albert::apps
