#ifndef ALBERT_TRAIN_VOCABULARY_SENTENCEPIECE_MODULE_H_
#define ALBERT_TRAIN_VOCABULARY_SENTENCEPIECE_MODULE_H_

#include <map>
#include <string>

namespace albert::train {

/// Sentences, one after another.
class SentenceStream {
 public:
  virtual ~SentenceStream() = default;
  /// False at the end.
  virtual bool next(std::string& sentence) = 0;
};

/// What the module exports as "albert_train_sentencepiece": runs sentencepiece's trainer with
/// settings of its own by name, and says "OK" or what is wrong in `outcome`.
using TrainSentencepiece = void(const std::map<std::string, std::string>& settings,
                                SentenceStream& sentences, std::string& model,
                                std::string& outcome);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_VOCABULARY_SENTENCEPIECE_MODULE_H_
