#ifndef ALBERT_TRAIN_DATA_DATA_MAKING_H_
#define ALBERT_TRAIN_DATA_DATA_MAKING_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

#include "albert/base/function_ref.h"
#include "albert/base/thread_pool.h"
#include "albert/io/text_reader.h"
#include "albert/tokenizer/tokenizer.h"
#include "albert/train/data/example_file.h"
#include "albert/train/data/masking.h"
#include "albert/train/data/pairs.h"

namespace albert::train {

struct DataMakingOptions {
  PairOptions pairs = {};
  MaskingOptions masking = {};
  std::uint64_t seed = 1;
  std::uint64_t epochs = 1;  ///< the text is cut, paired and masked anew for each
  /// Text that is in memory at a time. Examples are in random order, and take segments of other
  /// documents, within so much text.
  std::size_t window_bytes = std::size_t{32} << 20;
  bool split = false;  ///< lines are paragraphs, to be split into sentences
  TextOptions text = {};
};

struct DataMakingReport {
  std::uint64_t documents = 0;
  std::uint64_t sentences = 0;
  ExampleFileInfo examples;
};

/// Makes a file of examples from texts: a sentence (or a paragraph) a line, an empty line between
/// documents; each file ends one. Texts may be pipes and of any size: memory depends on the window.
/// The file depends on texts, tokenizer and options only, not on the threads.
///
/// `progress` hears bytes read. Throws Error{io}, and Error{usage} when no example can be made.
DataMakingReport make_data(std::span<const std::filesystem::path> texts, const Tokenizer& tokenizer,
                           const DataMakingOptions& options, const std::filesystem::path& out,
                           ThreadPool& threads, FunctionRef<void(std::uint64_t bytes)> progress);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_DATA_MAKING_H_
