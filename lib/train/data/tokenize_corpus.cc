#include <string>
#include <string_view>
#include <system_error>

#include "albert/base/error.h"
#include "albert/io/atomic_output.h"
#include "albert/train/data/corpus.h"
#include "train/data/corpus_header.h"
#include "train/data/digest.h"
#include "train/data/text_lines.h"

namespace albert::train {
namespace {

constexpr std::size_t kLinesPerBlock = 4096;

/// Adds a text to the digest and its length to `total`.
void add_text(const std::filesystem::path& path, const TextOptions& options, Digest& digest,
              std::uint64_t& total) {
  TextReader reader(path, options);
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error || !std::filesystem::is_regular_file(path)) {
    throw Error(ErrorCode::io, "is not a regular file", reader.name());
  }
  digest.add(static_cast<std::uint64_t>(size));
  std::string piece;
  for (bool more = true; more;) {
    piece.clear();
    more = reader.read_some(piece);
    digest.add(piece);
    total += piece.size();
  }
}

/// Writes a cache: ids during tokenization, offsets at the end.
class CacheWriter {
 public:
  CacheWriter(const std::filesystem::path& cache, std::uint64_t vocab_size)
      : file_(cache), id_size_(id_size(vocab_size)) {
    header_.vocab_size = vocab_size;
  }

  void add_sentence(std::span<const std::int32_t> ids) {
    sentences_.push_back(header_.tokens);
    for (const std::int32_t id : ids) append_id(id, id_size_, buffer_);
    header_.tokens += ids.size();
    if (buffer_.size() >= kBufferBytes) flush();
  }

  /// Ends a document, unless it has no sentence.
  void end_document() {
    if (documents_.back() != sentences_.size()) documents_.push_back(sentences_.size());
  }

  std::size_t sentences() const noexcept { return sentences_.size(); }

  void commit(std::uint64_t digest) {
    flush();
    buffer_.resize(padded_to_8(next_) - next_);
    flush();
    header_.digest = digest;
    header_.documents = documents_.size() - 1;
    header_.sentences = sentences_.size();
    sentences_.push_back(header_.tokens);
    write(documents_);
    write(sentences_);
    file_.write_at(0, std::as_bytes(std::span(&header_, 1)));
    file_.commit();
  }

 private:
  static constexpr std::size_t kBufferBytes = std::size_t{1} << 20;

  void write(std::span<const std::uint64_t> offsets) {
    file_.write_at(next_, std::as_bytes(offsets));
    next_ += offsets.size_bytes();
  }
  void flush() {
    file_.write_at(next_, buffer_);
    next_ += buffer_.size();
    buffer_.clear();
  }

  AtomicFile file_;
  std::size_t id_size_;
  CorpusHeader header_;
  std::uint64_t next_ = sizeof(CorpusHeader);
  std::vector<std::byte> buffer_;
  std::vector<std::uint64_t> documents_ = {0};
  std::vector<std::uint64_t> sentences_;
};

bool holds(const std::filesystem::path& cache, std::uint64_t digest) {
  try {
    return std::filesystem::exists(cache) && Corpus(cache).digest() == digest;
  } catch (const Error&) {
    return false;  // damaged or of another version; will be replaced
  }
}

}  // namespace

void tokenize_corpus(std::span<const std::filesystem::path> texts, const Tokenizer& tokenizer,
                     const Vocabulary& vocabulary, const std::filesystem::path& cache,
                     ThreadPool& threads, FunctionRef<void(std::uint64_t, std::uint64_t)> progress,
                     const TextOptions& options) {
  Digest digest;
  digest.add(vocabulary.digest);
  std::uint64_t total = 0;
  for (const std::filesystem::path& path : texts) add_text(path, options, digest, total);
  if (holds(cache, digest.value())) return;

  TextOptions quiet = options;  // the first pass has given all warnings
  quiet.warn = nullptr;
  CacheWriter writer(cache, vocabulary.size());
  std::vector<Encoding> encodings(kLinesPerBlock);
  std::uint64_t done = 0;
  for (const std::filesystem::path& path : texts) {
    TextLines text(path, quiet);
    for (auto lines = text.next(kLinesPerBlock); !lines.empty();
         lines = text.next(kLinesPerBlock)) {
      threads.run(lines.size(), [&](std::size_t i, std::size_t) {
        encodings[i] = tokenizer.encode(lines[i], std::nullopt, {.add_special_tokens = false});
      });
      for (std::size_t i = 0; i < lines.size(); ++i) {
        const bool blank = lines[i].find_first_not_of(" \t\r") == std::string_view::npos;
        if (blank) {
          writer.end_document();
        } else if (encodings[i].size() != 0) {
          writer.add_sentence(encodings[i].input_ids);
        }
      }
      progress(done + text.bytes(), total);
    }
    done += text.bytes();
    writer.end_document();
  }
  if (writer.sentences() == 0) {
    throw Error(ErrorCode::usage, "has no sentences",
                texts.empty() ? "training text" : options.name_of(texts.front()),
                "give a text with one sentence a line and an empty line between documents");
  }
  writer.commit(digest.value());
}

}  // namespace albert::train
