#ifndef ALBERT_APPS_BENCH_ACCURACY_H_
#define ALBERT_APPS_BENCH_ACCURACY_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "albert/io/text_reader.h"
#include "albert/tokenizer/tokenizer.h"

namespace albert::apps {

/// The differences between a model's predictions in one number format and in f32.
struct Agreement {
  std::size_t masks = 0;            ///< masked tokens
  double same_best = 0;             ///< fraction of masks with the same best token
  double score_difference = 0;      ///< mean |Δ probability| of the token that f32 ranks first
  std::size_t pairs = 0;            ///< adjacent lines
  double same_order = 0;            ///< fraction of pairs with the same prediction
  double order_difference = 0;      ///< mean |Δ P(in order)|
  double order_difference_max = 0;  ///< the largest
};

/// Options of the comparison.
struct AccuracyJob {
  std::string model;               ///< folder or Hub name
  std::string text;                ///< file: one sentence per line, blank line between documents
  std::vector<std::string> dtype;  ///< each is compared with f32
  int threads = 0;
  bool json = false;
  TextOptions text_options = {};
  std::optional<TokenizerClass> tokenizer_class = {};  ///< replaces that of the model
};

/// Runs the pairs of adjacent lines of a text in f32 and in each format, and writes a table or one
/// JSON line per format. Counts of missing heads are 0. Throws Error{usage} when the text has no
/// pair.
void report_accuracy(const AccuracyJob& job);

}  // namespace albert::apps

#endif  // ALBERT_APPS_BENCH_ACCURACY_H_
