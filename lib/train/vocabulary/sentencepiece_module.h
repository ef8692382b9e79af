#ifndef ALBERT_TRAIN_VOCABULARY_SENTENCEPIECE_MODULE_H_
#define ALBERT_TRAIN_VOCABULARY_SENTENCEPIECE_MODULE_H_

#include <map>
#include <string>

namespace albert::train {

/// A stream of sentences.
class SentenceStream {
 public:
  virtual ~SentenceStream() = default;
  /// False at the end.
  virtual bool next(std::string& sentence) = 0;
};

/// The exported function "albert_train_sentencepiece": runs sentencepiece's trainer with its
/// settings by name, and sets `outcome` to "OK" or the problem.
using TrainSentencepiece = void(const std::map<std::string, std::string>& settings,
                                SentenceStream& sentences, std::string& model,
                                std::string& outcome);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_VOCABULARY_SENTENCEPIECE_MODULE_H_
