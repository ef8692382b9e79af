#ifndef ALBERT_APPS_BENCH_ACCURACY_H_
#define ALBERT_APPS_BENCH_ACCURACY_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "albert/io/text_reader.h"
#include "albert/tokenizer/tokenizer.h"

namespace albert::apps {

/// How far a model's predictions in one number format are from those in f32.
struct Agreement {
  std::size_t masks = 0;            ///< places where a token was hidden
  double same_best = 0;             ///< share of them where both rank the same token first
  double score_difference = 0;      ///< mean |Δ probability| of the token that f32 ranks first
  std::size_t pairs = 0;            ///< adjacent lines
  double same_order = 0;            ///< share of them with the same answer, in order or swapped
  double order_difference = 0;      ///< mean |Δ P(in order)|
  double order_difference_max = 0;  ///< the largest
};

/// What to compare, on which text.
struct AccuracyJob {
  std::string model;               ///< folder or Hub name
  std::string text;                ///< a file: a sentence a line, a blank line between documents
  std::vector<std::string> dtype;  ///< each is compared with f32
  int threads = 0;
  bool json = false;
  TextOptions text_options = {};
  std::optional<TokenizerClass> tokenizer_class = {};  ///< instead of what the model states
};

/// Runs the pairs of adjacent lines of a text in f32 and in each format, and writes a table or a
/// JSON line for each. What needs a head that the model lacks has a count of 0. Throws Error{usage}
/// when the text has no pair.
void report_accuracy(const AccuracyJob& job);

}  // namespace albert::apps

#endif  // ALBERT_APPS_BENCH_ACCURACY_H_
