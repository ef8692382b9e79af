#ifndef ALBERT_APPS_COMMON_GNUPLOT_H_
#define ALBERT_APPS_COMMON_GNUPLOT_H_

#include <string>

namespace albert::apps {

/// Throws Error{usage} when there is no gnuplot in $PATH.
void require_gnuplot();

/// Runs gnuplot on a script and returns what it prints. Throws Error{usage} as require_gnuplot()
/// does, and Error{io} with gnuplot's message when it fails.
std::string run_gnuplot(const std::string& script);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_GNUPLOT_H_
