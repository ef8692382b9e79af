#ifndef ALBERT_APPS_DUMP_EXAMPLES_H_
#define ALBERT_APPS_DUMP_EXAMPLES_H_

#include <cstddef>

#include "albert/tokenizer/tokenizer.h"
#include "albert/train/data/example_file.h"
#include "common/output.h"

namespace albert::apps {

/// Writes the first `count` examples of a file (0: all) as text or JSONL: as pieces if a tokenizer
/// is given, else as ids. Throws Error{model} when the tokenizer is not that of the file.
void dump_examples(const train::ExampleFile& file, const Tokenizer* tokenizer, std::size_t count,
                   bool json, Output& output);

}  // namespace albert::apps

#endif  // ALBERT_APPS_DUMP_EXAMPLES_H_
