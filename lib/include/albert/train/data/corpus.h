#ifndef ALBERT_TRAIN_DATA_CORPUS_H_
#define ALBERT_TRAIN_DATA_CORPUS_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

#include "albert/base/function_ref.h"
#include "albert/base/mapped_file.h"
#include "albert/base/thread_pool.h"
#include "albert/io/text_reader.h"
#include "albert/tokenizer/tokenizer.h"
#include "albert/train/data/vocabulary.h"

namespace albert::train {

/// A tokenized text, mapped from its cache file or held in memory: documents of sentences of token
/// ids. Const and thread-safe. The format is in docs/formats.md.
class Corpus {
 public:
  /// Reads a cache file. Throws Error{io} when it cannot be read and Error{model} when it is
  /// damaged.
  explicit Corpus(const std::filesystem::path& cache);

  std::size_t documents() const noexcept { return documents_.size() - 1; }
  std::size_t sentences() const noexcept { return sentences_.size() - 1; }
  std::uint64_t tokens() const noexcept { return sentences_.back(); }
  std::size_t vocab_size() const noexcept { return vocab_size_; }
  /// Digest of text and vocabulary; 0 in memory.
  std::uint64_t digest() const noexcept { return digest_; }

  /// The sentences of a document: [first_sentence(d), first_sentence(d + 1)).
  std::size_t first_sentence(std::size_t document) const noexcept {
    return static_cast<std::size_t>(documents_[document]);
  }
  /// Tokens of sentences [first, end).
  std::size_t length(std::size_t first, std::size_t end) const noexcept {
    return static_cast<std::size_t>(sentences_[end] - sentences_[first]);
  }
  /// Appends the tokens of sentences [first, end).
  void append(std::size_t first, std::size_t end, std::vector<std::int32_t>& ids) const;

 private:
  friend class CorpusBuilder;
  Corpus() = default;

  // One of these owns the memory of the spans.
  std::optional<MappedFile> file_;
  std::vector<std::uint64_t> offsets_in_memory_;
  std::vector<std::byte> ids_in_memory_;

  std::span<const std::uint64_t> documents_;  // first sentence of each, then the end
  std::span<const std::uint64_t> sentences_;  // first token of each, then the end
  std::span<const std::byte> ids_;
  std::size_t id_size_ = 0;
  std::size_t vocab_size_ = 0;
  std::uint64_t digest_ = 0;
};

/// Builds a corpus in memory, sentence by sentence.
class CorpusBuilder {
 public:
  explicit CorpusBuilder(std::size_t vocab_size);

  /// Each id is less than vocab_size.
  void add_sentence(std::span<const std::int32_t> ids);
  /// Ends a document, unless it has no sentence.
  void end_document();
  std::size_t documents() const noexcept { return documents_.size() - 1; }

  /// Ends the last document. Call once.
  Corpus finish();

 private:
  Corpus corpus_;
  std::vector<std::uint64_t> documents_ = {0};
  std::vector<std::uint64_t> sentences_ = {0};
};

/// Tokenizes texts (one sentence per line, an empty line between documents; the end of a file ends
/// a document) into a cache file, unless it already has the same text. Memory grows with the number
/// of sentences, not of bytes. The texts are read twice, with `options`. `progress` is called with
/// bytes done and the total. Throws Error{io}, and Error{usage} when the texts have no sentence.
void tokenize_corpus(std::span<const std::filesystem::path> texts, const Tokenizer& tokenizer,
                     const Vocabulary& vocabulary, const std::filesystem::path& cache,
                     ThreadPool& threads,
                     FunctionRef<void(std::uint64_t done, std::uint64_t total)> progress,
                     const TextOptions& options = {});

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_CORPUS_H_
