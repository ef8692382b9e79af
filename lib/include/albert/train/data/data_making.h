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
  std::uint64_t epochs = 1;  ///< passes over the text, each with new pairs and masks
  /// Bytes of text in memory at a time. Examples are shuffled, and take segments of other
  /// documents, within a window.
  std::size_t window_bytes = std::size_t{32} << 20;
  bool split = false;  ///< lines are paragraphs, to be split into sentences
  TextOptions text = {};
};

struct DataMakingReport {
  std::uint64_t documents = 0;
  std::uint64_t sentences = 0;
  ExampleFileInfo examples;
};

/// Makes a file of examples from texts: one sentence (or paragraph) per line, an empty line between
/// documents; the end of a file ends a document. Texts may be pipes and of any size: memory depends
/// on the window. The file depends only on texts, tokenizer and options, not on the threads.
///
/// `progress` is called with the bytes read. Throws Error{io}, and Error{usage} when the texts give
/// no example.
DataMakingReport make_data(std::span<const std::filesystem::path> texts, const Tokenizer& tokenizer,
                           const DataMakingOptions& options, const std::filesystem::path& out,
                           ThreadPool& threads, FunctionRef<void(std::uint64_t bytes)> progress);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_DATA_MAKING_H_
