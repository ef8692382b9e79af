#ifndef ALBERT_APPS_COMMON_TEXT_OPTIONS_H_
#define ALBERT_APPS_COMMON_TEXT_OPTIONS_H_

#include <string>

#include <CLI/App.hpp>

#include "albert/io/text_reader.h"

namespace albert::apps {

/// Adds --encoding to a command that reads texts.
CLI::Option* add_encoding_option(CLI::App& command, std::string& encoding,
                                 const std::string& group);

/// Options for reading records, with warnings on stderr unless `quiet`.
TextOptions record_text_options(const std::string& encoding, bool quiet);

/// Options for reading training text.
TextOptions training_text_options(const std::string& encoding, bool quiet);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_TEXT_OPTIONS_H_
