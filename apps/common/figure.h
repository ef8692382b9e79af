#ifndef ALBERT_APPS_COMMON_FIGURE_H_
#define ALBERT_APPS_COMMON_FIGURE_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace albert::apps {

/// A line through points.
struct Curve {
  std::string title;                              ///< in the legend; empty: not in it
  std::vector<std::pair<double, double>> points;  ///< x, y
  std::size_t color = 0;                          ///< curves that belong together have the same
  bool marked = true;                             ///< a mark at each point
};

/// One diagram of a figure.
struct Panel {
  std::string x_label;
  std::string y_label;
  std::vector<Curve> curves;
};

/// Diagrams side by side, drawn by gnuplot.
struct Figure {
  std::vector<Panel> panels;
  std::size_t columns = 2;
};

/// Checks before any work that a figure can be written to `path`: its name ends in .svg, a file of
/// this name is an SVG or empty, and gnuplot is installed. Throws Error{usage}.
void check_figure(const std::string& path);

/// The commands that make gnuplot print the figure as SVG.
std::string gnuplot_script(const Figure& figure);

/// The figure as SVG. Throws Error{usage} when gnuplot is not installed, and Error{io} when it
/// fails.
std::string draw_svg(const Figure& figure);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_FIGURE_H_
