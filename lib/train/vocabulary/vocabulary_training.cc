#include "albert/train/vocabulary/vocabulary_training.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "albert/base/error.h"
#include "albert/train/data/random.h"
#include "tokenizer/added_token_set.h"
#include "tokenizer/albert_preprocess.h"
#include "train/data/text_lines.h"
#include "train/run/loadable_module.h"
#include "train/vocabulary/sentencepiece_module.h"

namespace albert::train {
namespace {

namespace fs = std::filesystem;
using Progress = FunctionRef<void(std::uint64_t, std::uint64_t)>;

constexpr std::size_t kLinesPerBlock = 4096;

/// The lines of texts, without blank ones.
class Lines {
 public:
  Lines(std::span<const fs::path> texts, TextOptions options)
      : texts_(texts), options_(std::move(options)) {}

  /// False at the end. The line is valid until the next call.
  bool next(std::string_view& line) {
    do {
      while (at_ == block_.size()) {
        if (!next_block()) return false;
      }
      line = block_[at_++];
    } while (line.find_first_not_of(" \t\r") == std::string_view::npos);
    return true;
  }

  /// Back to the first line, after the last one. No further warnings are given.
  void rewind() {
    bytes_ = std::exchange(done_, 0);
    text_ = 0;
    options_.warn = nullptr;
  }

  std::uint64_t done() const { return done_ + (lines_ ? lines_->bytes() : 0); }
  /// Total bytes; known after rewind().
  std::uint64_t bytes() const noexcept { return bytes_; }

 private:
  bool next_block() {
    at_ = 0;
    block_ = {};
    if (!lines_) {
      if (text_ == texts_.size()) return false;
      lines_.emplace(texts_[text_++], options_);
    }
    block_ = lines_->next(kLinesPerBlock);
    if (block_.empty()) {
      done_ += lines_->bytes();
      lines_.reset();
    }
    return true;
  }

  std::span<const fs::path> texts_;
  TextOptions options_;
  std::size_t text_ = 0;  // the next one to open
  std::optional<TextLines> lines_;
  std::span<const std::string_view> block_;
  std::size_t at_ = 0;
  std::uint64_t done_ = 0;  // of the previous texts
  std::uint64_t bytes_ = 0;
};

/// A line as ALBERT's tokenizer passes it to sentencepiece.
std::string prepare(std::string_view line, const AlbertPreprocess& preprocess) {
  AlignedText clean;
  AlignedText prepared;
  clean_text(line, AddedTokenSet(), preprocess.lower_case, clean);
  preprocess.apply(clean, 0, clean.size(), prepared);
  return std::move(prepared.text);
}

/// A random sample of the lines, normalized on all threads.
class Sample final : public SentenceStream {
 public:
  Sample(Lines& lines, const VocabularyOptions& options, ThreadPool& threads, Progress progress,
         TrainedVocabulary& result)
      : lines_(lines), options_(options), threads_(threads), progress_(progress), result_(result) {
    for (std::string_view line; lines_.next(line);) ++result.lines;
    lines_.rewind();
    share_ = static_cast<double>(options.sentences) / static_cast<double>(result.lines);
  }

  bool next(std::string& sentence) override {
    if (at_ == block_.size()) fill();
    if (at_ == block_.size()) return false;
    sentence = std::move(block_[at_++]);
    return true;
  }

 private:
  void fill() {
    std::vector<std::string> chosen;
    std::string_view line;
    while (chosen.size() < kLinesPerBlock && lines_.next(line)) {
      const bool wanted = share_ >= 1 || Random({options_.seed, seen_}).uniform() < share_;
      ++seen_;
      if (!wanted) continue;
      if (line.size() > options_.longest_sentence) {
        ++result_.too_long;
      } else {
        chosen.emplace_back(line);
      }
    }
    result_.sentences += chosen.size();
    const AlbertPreprocess preprocess = {.keep_accents = options_.keep_accents,
                                         .lower_case = options_.lower_case};
    block_.resize(chosen.size());
    at_ = 0;
    threads_.run(chosen.size(),
                 [&](std::size_t i, std::size_t) { block_[i] = prepare(chosen[i], preprocess); });
    progress_(lines_.done(), lines_.bytes());
  }

  Lines& lines_;
  const VocabularyOptions& options_;
  ThreadPool& threads_;
  Progress progress_;
  TrainedVocabulary& result_;
  double share_ = 1;
  std::uint64_t seen_ = 0;
  std::vector<std::string> block_;
  std::size_t at_ = 0;
};

TrainSentencepiece* load_trainer() {
  const LoadableModule module = {.file = "libalbert_sentencepiece.so",
                                 .symbol = "albert_train_sentencepiece",
                                 .purpose = "sentencepiece's trainer",
                                 .build_hint = "build with libsentencepiece-dev installed"};
  return reinterpret_cast<TrainSentencepiece*>(load_symbol(module));
}

/// The settings of ALBERT's 30k-clean.model, by sentencepiece's names. The number of threads is
/// fixed, because the rounding of sentencepiece's sums depends on it.
std::map<std::string, std::string> settings(const VocabularyOptions& options) {
  return {{"model_type", "unigram"},
          {"vocab_size", std::to_string(options.pieces)},
          {"character_coverage", fmt::format("{}", options.coverage)},
          {"pad_id", "0"},
          {"unk_id", "1"},
          {"bos_id", "-1"},
          {"eos_id", "-1"},
          {"pad_piece", "<pad>"},
          {"control_symbols", "[CLS],[SEP],[MASK]"},
          {"user_defined_symbols", R"((,),"""",-,.,–,£,€)"},  // as CSV
          {"normalization_rule_name", "nmt_nfkc"},
          {"max_sentence_length", std::to_string(options.longest_sentence)},
          {"num_threads", "16"},
          {"input_sentence_size", "0"},
          {"minloglevel", options.trainer_log ? "0" : "2"}};
}

}  // namespace

std::string tokenizer_settings(const VocabularyOptions& options) {
  const nlohmann::ordered_json settings = {{"tokenizer_class", "AlbertTokenizer"},
                                           {"do_lower_case", options.lower_case},
                                           {"keep_accents", options.keep_accents},
                                           {"remove_space", true}};
  return settings.dump(2) + "\n";
}

TrainedVocabulary train_vocabulary(std::span<const fs::path> texts,
                                   const VocabularyOptions& options, ThreadPool& threads,
                                   Progress progress) {
  TrainSentencepiece* train = load_trainer();
  TrainedVocabulary result = {.model = {}, .settings = tokenizer_settings(options)};
  Lines lines(texts, options.text);
  Sample sample(lines, options, threads, progress, result);
  const std::string where = texts.empty() ? "text" : options.text.name_of(texts.front());
  if (result.lines == 0) {
    throw Error(ErrorCode::usage, "has no sentences", where, "write one sentence per line");
  }
  std::string outcome;
  train(settings(options), sample, result.model, outcome);
  if (result.sentences == 0) {
    throw Error(ErrorCode::usage,
                fmt::format("every line is longer than {} bytes", options.longest_sentence), where,
                "write one sentence per line");
  }
  if (outcome != "OK") {
    // "Internal: FILE(LINE) [CONDITION] MESSAGE"
    const std::size_t reason = outcome.rfind("] ");
    throw Error(
        ErrorCode::usage,
        "sentencepiece gives up: " + outcome.substr(reason == outcome.npos ? 0 : reason + 2), where,
        "the number of pieces is too large for a text of few words, or too small for many "
        "characters");
  }
  return result;
}

}  // namespace albert::train
