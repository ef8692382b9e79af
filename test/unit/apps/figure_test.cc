#include "common/figure.h"

#include <string>

#include <doctest/doctest.h>

#include "albert/base/error.h"

namespace {

using namespace albert::apps;

TEST_CASE("a figure has a panel for each diagram, and its curves' points") {
  Figure figure;
  Curve curve;
  curve.title = "it's \"a\"\nname_1";
  curve.points = {{1, 2.5}, {2, 3}};
  figure.panels = {{"Layer", "L2 distance", {curve}}, {"Layer", "Angle", {Curve(), curve}}};
  const std::string script = gnuplot_script(figure);
  const auto has = [&](std::string_view text) { return script.find(text) != std::string::npos; };
  CHECK(has("set multiplot layout 1,2\n"));
  CHECK(has("$panel0curve0 << END\n1 2.5\n2 3\nEND\n"));
  CHECK(has("title 'it''s \"a\" name_1'"));
  CHECK(has("set ylabel 'Angle'\nplot $panel1curve1 using 1:2"));
  CHECK(!has("$panel1curve0"));
}

TEST_CASE("figures are SVG") {
  CHECK_THROWS_AS(check_figure("figure.pdf"), albert::Error);
}

}  // namespace
