#include "common/figure.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <string_view>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/base/mapped_file.h"
#include "common/gnuplot.h"

namespace albert::apps {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPanelWidth = 430;
constexpr std::size_t kPanelHeight = 330;

// Okabe and Ito's colors, which people with any color vision tell apart; each with its own mark and
// dashes, so that a print in black and white is readable too.
constexpr std::array kColors = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                "#E69F00", "#56B4E9", "#000000", "#F0E442"};
constexpr std::array kMarks = {7, 5, 9, 11, 13, 6, 4, 8};

/// A text as gnuplot's string; control characters are spaces.
std::string gnuplot_string(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    const bool control = std::iscntrl(static_cast<unsigned char>(c)) != 0;
    result += control ? ' ' : c;
    if (c == '\'') result += '\'';
  }
  return result + '\'';
}

std::string style_of(const Curve& curve) {
  const std::size_t i = curve.color % kColors.size();
  std::string style = fmt::format("linecolor rgb '{}' dashtype {}", kColors[i], i + 1);
  return curve.marked ? style + fmt::format(" linewidth 1.6 pointtype {} pointsize 0.6", kMarks[i])
                      : style + " linewidth 1.2";
}

void append_panel(const Panel& panel, std::size_t index, std::string& script) {
  std::vector<std::string> drawn;
  for (std::size_t i = 0; i < panel.curves.size(); ++i) {
    const Curve& curve = panel.curves[i];
    if (curve.points.empty()) continue;
    const std::string name = fmt::format("$panel{}curve{}", index, i);
    script += name + " << END\n";
    for (const auto& [x, y] : curve.points) script += fmt::format("{} {}\n", x, y);
    script += "END\n";
    drawn.push_back(fmt::format(
        "{} using 1:2 with {} {} {}", name, curve.marked ? "linespoints" : "lines", style_of(curve),
        curve.title.empty() ? "notitle" : "title " + gnuplot_string(curve.title)));
  }
  script += fmt::format("set xlabel {}\nset ylabel {}\n", gnuplot_string(panel.x_label),
                        gnuplot_string(panel.y_label));
  script += drawn.empty() ? std::string("set multiplot next\n")
                          : fmt::format("plot {}\n", fmt::join(drawn, ", \\\n  "));
}

}  // namespace

void check_figure(const std::string& path) {
  if (!path.ends_with(".svg")) {
    throw Error(ErrorCode::usage, "figures are SVG, whose names end in .svg", path);
  }
  std::error_code ignored;
  if (fs::exists(path, ignored)) {
    const std::string start = fs::is_regular_file(path, ignored) ? read_file(path) : "other";
    if (!start.empty() && !start.starts_with("<?xml") && !start.starts_with("<svg")) {
      throw Error(ErrorCode::usage, "exists already and is not an SVG", path,
                  "only SVG files are replaced");
    }
  }
  require_gnuplot();
}

std::string gnuplot_script(const Figure& figure) {
  const std::size_t columns = std::min(figure.columns, figure.panels.size());
  const std::size_t rows = (figure.panels.size() + columns - 1) / columns;
  std::string script = fmt::format(
      "set terminal svg size {},{} dynamic noenhanced font 'Helvetica,13' background '#ffffff'\n"
      "set encoding utf8\n"
      "set border 3 linecolor rgb '#444444'\n"
      "set tics nomirror out\n"
      "set grid linecolor rgb '#dddddd' linetype 1\n"
      "set key above noenhanced samplen 2 spacing 1.1 nobox\n"
      "set multiplot layout {},{}\n",
      columns * kPanelWidth, rows * kPanelHeight, rows, columns);
  for (std::size_t i = 0; i < figure.panels.size(); ++i) append_panel(figure.panels[i], i, script);
  return script + "unset multiplot\n";
}

std::string draw_svg(const Figure& figure) {
  return run_gnuplot(gnuplot_script(figure));
}

}  // namespace albert::apps
