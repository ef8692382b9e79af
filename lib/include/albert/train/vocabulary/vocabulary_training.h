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
  std::size_t pieces = 30000;            ///< special ones and symbols counted
  double coverage = 0.99995;             ///< of characters; the rarest others become <unk>
  bool lower_case = true;                ///< false: a vocabulary with upper case
  bool keep_accents = false;             ///< true: a vocabulary with accents
  std::uint64_t sentences = 10'000'000;  ///< a larger text gives a random sample of about so many
  std::uint64_t seed = 1;                ///< of the sample
  std::size_t longest_sentence = 4192;   ///< bytes; longer lines are passed over
  bool trainer_log = false;              ///< let sentencepiece write its log on stderr
  TextOptions text = {};                 ///< how the texts are read
};

struct TrainedVocabulary {
  std::string model;            ///< content of a spiece.model
  std::string settings;         ///< tokenizer_settings() of the options
  std::uint64_t lines = 0;      ///< of the text, blank ones not counted
  std::uint64_t sentences = 0;  ///< of them, that were learned from
  std::uint64_t too_long = 0;   ///< lines passed over
};

/// Content of the tokenizer_config.json that belongs beside a vocabulary: with it albert and
/// transformers prepare text as the text was prepared that it learned from.
std::string tokenizer_settings(const VocabularyOptions& options);

/// A sentencepiece unigram vocabulary with the settings of ALBERT's own: <pad> 0, <unk> 1, [CLS] 2,
/// [SEP] 3, [MASK] 4, then ( ) " - . – £ €, and the best pieces for the text as ALBERT's tokenizer
/// prepares it (unless asked otherwise: lower case, no accents). `texts` have a sentence a line.
/// Same text, options and sentencepiece: same bytes, with any number of threads. Memory grows with
/// the sample.
///
/// `progress` hears bytes read and in all; after the last of them sentencepiece works alone, for
/// minutes where the sample is large. Throws Error{io}, and Error{usage} when the text has too few
/// words for so many pieces or sentencepiece is not there.
TrainedVocabulary train_vocabulary(
    std::span<const std::filesystem::path> texts, const VocabularyOptions& options,
    ThreadPool& threads, FunctionRef<void(std::uint64_t done, std::uint64_t total)> progress);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_VOCABULARY_VOCABULARY_TRAINING_H_
