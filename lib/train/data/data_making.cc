#include "albert/train/data/data_making.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "albert/base/error.h"
#include "albert/train/data/corpus_examples.h"
#include "albert/train/data/sentences.h"
#include "train/data/text_windows.h"

namespace albert::train {
namespace {

constexpr std::size_t kLinesAtOnce = 4096;
constexpr std::size_t kExamplesPerTask = 64;
constexpr std::uint64_t kWindowStream = 0x57494e444f57;  // distinct from CorpusExamples's streams

class DataMaker {
 public:
  DataMaker(const Tokenizer& tokenizer, const DataMakingOptions& options,
            const std::filesystem::path& out, ThreadPool& threads)
      : tokenizer_(tokenizer),
        vocabulary_(tokenizer),
        options_(options),
        threads_(threads),
        writer_(out, {.vocabulary_digest = vocabulary_.digest,
                      .vocab_size = vocabulary_.size(),
                      .objective = options.pairs.objective}),
        batches_(static_cast<std::size_t>(threads.size()) * 4) {}

  void add(std::string_view window) {
    const Corpus corpus = tokenize(window);
    report_.documents += corpus.documents();
    report_.sentences += corpus.sentences();
    const std::uint64_t seed = Random({options_.seed, kWindowStream, windows_++}).next();
    if (!gives_pairs(corpus)) return;
    CorpusExamples source(corpus, vocabulary_, options_.pairs, options_.masking, seed);
    for (std::uint64_t epoch = 0; epoch < options_.epochs; ++epoch) write(source, epoch);
  }

  DataMakingReport finish() {
    if (writer_.info().examples == 0) {
      throw Error(ErrorCode::usage, "no document of the text has two sentences", {},
                  "give a sentence a line and an empty line only between documents, or paragraphs "
                  "to split");
    }
    writer_.commit();
    report_.examples = writer_.info();
    return report_;
  }

 private:
  /// The sentences of a line, in order.
  struct Line {
    std::string_view text;
    std::vector<std::int32_t> ids;
    std::vector<std::size_t> ends;
  };

  Corpus tokenize(std::string_view window) {
    CorpusBuilder builder(vocabulary_.size());
    while (!window.empty()) {
      std::size_t count = 0;
      for (; count < lines_.size() && !window.empty(); ++count) {
        const std::size_t end = window.find('\n');
        lines_[count].text = window.substr(0, end);
        window.remove_prefix(end == window.npos ? window.size() : end + 1);
      }
      threads_.run(count, [&](std::size_t i, std::size_t) { tokenize(lines_[i]); });
      for (const Line& line : std::span(lines_).first(count)) {
        std::size_t begin = 0;
        for (const std::size_t end : line.ends) {
          if (end > begin) {
            builder.add_sentence(std::span(line.ids).subspan(begin, end - begin));
          }
          begin = end;
        }
        if (line.text.find_first_not_of(" \t\r") == line.text.npos) builder.end_document();
      }
    }
    return builder.finish();
  }

  void tokenize(Line& line) const {
    std::vector<std::string_view> sentences;
    if (options_.split) {
      split_sentences(line.text, sentences);
    } else {
      sentences.push_back(line.text);
    }
    line.ids.clear();
    line.ends.clear();
    for (const std::string_view sentence : sentences) {
      const Encoding encoding =
          tokenizer_.encode(sentence, std::nullopt, {.add_special_tokens = false});
      line.ids.insert(line.ids.end(), encoding.input_ids.begin(), encoding.input_ids.end());
      line.ends.push_back(line.ids.size());
    }
  }

  bool gives_pairs(const Corpus& corpus) const {
    const std::size_t fewest = options_.pairs.google_quirks ? 1 : 2;
    for (std::size_t d = 0; d < corpus.documents(); ++d) {
      if (corpus.first_sentence(d + 1) - corpus.first_sentence(d) >= fewest) return true;
    }
    return false;
  }

  void write(ExampleSource& source, std::uint64_t epoch) {
    const std::size_t examples = source.size(epoch);
    for (std::size_t first = 0; first < examples;) {
      const std::size_t left = (examples - first + kExamplesPerTask - 1) / kExamplesPerTask;
      const std::size_t tasks = std::min(batches_.size(), left);
      threads_.run(tasks, [&](std::size_t t, std::size_t) {
        const std::size_t begin = first + t * kExamplesPerTask;
        batches_[t].clear();
        for (std::size_t i = begin; i < std::min(examples, begin + kExamplesPerTask); ++i) {
          source.append({.epoch = epoch, .index = i}, batches_[t]);
        }
      });
      for (std::size_t t = 0; t < tasks; ++t) writer_.add(batches_[t]);
      first += tasks * kExamplesPerTask;
    }
  }

  const Tokenizer& tokenizer_;
  Vocabulary vocabulary_;
  const DataMakingOptions& options_;
  ThreadPool& threads_;
  ExampleFileWriter writer_;
  std::vector<Line> lines_ = std::vector<Line>(kLinesAtOnce);
  std::vector<ExampleBatch> batches_;
  std::uint64_t windows_ = 0;
  DataMakingReport report_;
};

}  // namespace

DataMakingReport make_data(std::span<const std::filesystem::path> texts, const Tokenizer& tokenizer,
                           const DataMakingOptions& options, const std::filesystem::path& out,
                           ThreadPool& threads, FunctionRef<void(std::uint64_t)> progress) {
  if (options.pairs.max_length > UINT16_MAX) {
    throw Error(ErrorCode::usage, "examples in files have at most 65535 tokens");
  }
  DataMaker maker(tokenizer, options, out, threads);
  TextWindows windows(texts, options.window_bytes, options.text);
  for (std::string_view window = windows.next(); !window.empty(); window = windows.next()) {
    maker.add(window);
    progress(windows.bytes_read());
  }
  return maker.finish();
}

}  // namespace albert::train
