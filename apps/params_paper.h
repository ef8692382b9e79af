#ifndef ALBERT_APPS_PARAMS_PAPER_H_
#define ALBERT_APPS_PARAMS_PAPER_H_

#include <string>

#include "params_format.h"

namespace albert::apps {

/// Prints tables 1, 3 and 4 of the ALBERT paper with exact counts.
void append_paper_tables(ParamsFormat format, std::string& out);

}  // namespace albert::apps

#endif  // ALBERT_APPS_PARAMS_PAPER_H_
