#ifndef ALBERT_APPS_COMMON_EXAMPLE_OPTIONS_H_
#define ALBERT_APPS_COMMON_EXAMPLE_OPTIONS_H_

#include <CLI/App.hpp>

#include "albert/train/data/masking.h"
#include "albert/train/data/pairs.h"

namespace albert::apps {

/// Options for making examples from text: pairs of segments, and the tokens to predict.
struct ExampleOptions {
  train::PairOptions pairs;
  train::MaskingOptions masking;

  /// Adds --seq, --pairs, --predict, … to a command.
  void add_to(CLI::App& command);
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_EXAMPLE_OPTIONS_H_
