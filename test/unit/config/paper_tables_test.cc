#include "albert/config/paper_tables.h"

#include <doctest/doctest.h>

namespace {

const albert::PaperTable& table(int number) {
  for (const albert::PaperTable& candidate : albert::paper_tables()) {
    if (candidate.number == number) return candidate;
  }
  FAIL("no such table");
  return albert::paper_tables().front();
}

}  // namespace

TEST_CASE("every published number follows from counting, except ALBERT xlarge and xxlarge") {
  for (const albert::PaperTable& paper_table : albert::paper_tables()) {
    for (const albert::PaperRow& row : paper_table.rows) {
      CAPTURE(row.model);
      CAPTURE(row.published);
      CAPTURE(row.counted());
      const bool exception = row.model == "albert-xlarge" || row.model == "albert-xxlarge";
      CHECK(row.agrees() == !exception);
      if (exception) CHECK_FALSE(row.note.empty());
    }
  }
}

TEST_CASE("the rows count the components that the paper includes") {
  CHECK(table(1).rows[0].counted() == 108'490'752);
  CHECK(table(1).rows[5].counted() == 58'724'864);
  CHECK(table(1).rows[6].counted() == 222'595'584);
  CHECK(table(4).rows[5].counted() == 63'647'232);
  CHECK(table(4).rows[6].counted() == 37'686'528);
}

TEST_CASE("no total of ALBERT xlarge or xxlarge rounds to the published number") {
  for (const std::size_t index : {std::size_t{5}, std::size_t{6}}) {
    for (const bool heads : {false, true}) {
      for (const bool pooler : {false, true}) {
        albert::PaperRow row = table(1).rows[index];
        row.parts = albert::kEncoderParts;
        row.parts.set(albert::Component::pooler, pooler);
        row.parts.set(albert::Component::mlm_head, heads);
        row.parts.set(albert::Component::sop_head, heads);
        CHECK_FALSE(row.agrees());
      }
    }
  }
}
