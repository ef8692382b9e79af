#ifndef ALBERT_TRAIN_VOCABULARY_VOCABULARY_TRAINING_H_
#define ALBERT_TRAIN_VOCABULARY_VOCABULARY_TRAINING_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "albert/base/function_ref.h"
#include "albert/base/thread_pool.h"
#include "albert/io/text_reader.h"

namespace albert::train {

struct VocabularyOptions {
  std::size_t pieces = 30000;            ///< including special pieces and symbols
  double coverage = 0.99995;             ///< fraction of characters; rarer ones become <unk>
  bool lower_case = true;                ///< false: a vocabulary with upper case
  bool keep_accents = false;             ///< true: a vocabulary with accents
  std::uint64_t sentences = 10'000'000;  ///< approximate sample size for larger texts
  std::uint64_t seed = 1;                ///< of the sample
  std::size_t longest_sentence = 4192;   ///< bytes; longer lines are skipped
  bool trainer_log = false;              ///< write sentencepiece's log to stderr
  TextOptions text = {};                 ///< how the texts are read
};

struct TrainedVocabulary {
  std::string model;            ///< content of a spiece.model
  std::string settings;         ///< tokenizer_settings() of the options
  std::uint64_t lines = 0;      ///< of the text, without blank ones
  std::uint64_t sentences = 0;  ///< lines used for training
  std::uint64_t too_long = 0;   ///< lines skipped
};

/// Content of the tokenizer_config.json for a vocabulary: with it albert and transformers normalize
/// text as the training text was normalized.
std::string tokenizer_settings(const VocabularyOptions& options);

/// Trains a sentencepiece unigram vocabulary with the settings of ALBERT's: <pad> 0, <unk> 1, [CLS]
/// 2, [SEP] 3, [MASK] 4, then ( ) " - . – £ €, and the pieces of the text as ALBERT's tokenizer
/// normalizes it (by default lower case, no accents). `texts` have one sentence per line. The same
/// text, options and sentencepiece version give the same bytes, with any number of threads. Memory
/// grows with the sample.
///
/// `progress` is called with bytes read and the total; after the last call sentencepiece trains,
/// for minutes if the sample is large. Throws Error{io}, and Error{usage} when the text has too few
/// words for the number of pieces or sentencepiece is missing.
TrainedVocabulary train_vocabulary(
    std::span<const std::filesystem::path> texts, const VocabularyOptions& options,
    ThreadPool& threads, FunctionRef<void(std::uint64_t done, std::uint64_t total)> progress);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_VOCABULARY_VOCABULARY_TRAINING_H_
