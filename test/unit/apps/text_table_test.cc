#include "common/text_table.h"

#include <doctest/doctest.h>

#include "common/format_number.h"

namespace {

using albert::apps::TextTable;

TextTable sample() {
  TextTable table({{"name"}, {"size", TextTable::Align::right}});
  table.add_row({std::string("a"), std::int64_t{1234567}});
  table.add_gap();
  table.add_row({std::string("long\tname"), std::string("1 kB")});
  return table;
}

}  // namespace

TEST_CASE("aligned: columns by alignment, separators, gaps, no trailing spaces") {
  std::string out;
  sample().append_aligned(out);
  CHECK(out ==
        "name            size\n"
        "a          1,234,567\n"
        "\n"
        "long\tname       1 kB\n");
}

TEST_CASE("aligned: no line of titles when there are none") {
  TextTable table({{""}, {""}});
  table.add_row({std::string("a"), std::string()});
  std::string out;
  table.append_aligned(out);
  CHECK(out == "a\n");
}

TEST_CASE("TSV: raw numbers, no tab inside a cell, no gap") {
  std::string out;
  sample().append_tsv(out);
  CHECK(out == "name\tsize\na\t1234567\nlong name\t1 kB\n");
}

TEST_CASE("Markdown") {
  std::string out;
  sample().append_markdown(out);
  CHECK(out == "| name | size |\n|---|--:|\n| a | 1,234,567 |\n| long\tname | 1 kB |\n");
}

TEST_CASE("thousands separators") {
  using albert::apps::with_separators;
  CHECK(with_separators(0) == "0");
  CHECK(with_separators(999) == "999");
  CHECK(with_separators(1000) == "1,000");
  CHECK(with_separators(-123456) == "-123,456");
  CHECK(with_separators(1234567890) == "1,234,567,890");
}

TEST_CASE("scaled numbers") {
  using albert::apps::scaled;
  CHECK(scaled(0) == "0");
  CHECK(scaled(999) == "999");
  CHECK(scaled(1000) == "1.00 k");
  CHECK(scaled(12345) == "12.3 k");
  CHECK(scaled(999'949) == "999.9 k");
  CHECK(scaled(999'950) == "1.00 M");
  CHECK(scaled(223'158'450) == "223.2 M");
  CHECK(scaled(4.93e9) == "4.93 G");
}
