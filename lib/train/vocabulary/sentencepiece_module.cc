// The only file that uses sentencepiece; a module that is loaded when a vocabulary is trained.
#include "train/vocabulary/sentencepiece_module.h"

#include <sentencepiece_trainer.h>

namespace albert::train {
namespace {

class Iterator final : public sentencepiece::SentenceIterator {
 public:
  explicit Iterator(SentenceStream& stream) : stream_(stream) { Next(); }

  bool done() const override { return done_; }
  void Next() override { done_ = !stream_.next(value_); }
  const std::string& value() const override { return value_; }
  sentencepiece::util::Status status() const override { return {}; }

 private:
  SentenceStream& stream_;
  std::string value_;
  bool done_ = false;
};

}  // namespace
}  // namespace albert::train

extern "C" __attribute__((visibility("default"))) void albert_train_sentencepiece(
    const std::map<std::string, std::string>& settings, albert::train::SentenceStream& sentences,
    std::string& model, std::string& outcome) {
  albert::train::Iterator iterator(sentences);
  outcome = sentencepiece::SentencePieceTrainer::Train({settings.begin(), settings.end()},
                                                       &iterator, &model)
                .ToString();
}
