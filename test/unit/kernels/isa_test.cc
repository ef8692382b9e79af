#include "albert/kernels/isa.h"

#include <cstdlib>

#include <doctest/doctest.h>

#include "albert/base/error.h"

TEST_CASE("the baseline set is always there, and last") {
  CHECK(albert::available_isas().back() == "baseline");
}

TEST_CASE("an emulated set is never the best") {
  CHECK_FALSE(albert::is_emulated(albert::available_isas().front()));
}

TEST_CASE("$ALBERT_ISA chooses the set, and a wrong name says which there are") {
  const char* before = std::getenv("ALBERT_ISA");
  const std::string saved = before != nullptr ? before : "";
  ::setenv("ALBERT_ISA", "baseline", 1);
  CHECK(albert::default_isa() == "baseline");
  ::setenv("ALBERT_ISA", "mmx", 1);
  CHECK_THROWS_WITH_AS(albert::default_isa(), doctest::Contains("baseline"), albert::Error);
  ::setenv("ALBERT_ISA", saved.c_str(), 1);
}
