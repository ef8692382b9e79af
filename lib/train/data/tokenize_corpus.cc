#include <string>
#include <string_view>

#include "albert/base/error.h"
#include "albert/io/atomic_output.h"
#include "albert/train/corpus.h"
#include "train/data/corpus_header.h"
#include "train/data/digest.h"

namespace albert::train {
namespace {

constexpr std::size_t kLinesPerBlock = 4096;

std::string_view text_of(const MappedFile& file) {
  return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

/// Writes a cache: ids as they come, offsets at the end.
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
    return false;  // damaged or of another version: made again
  }
}

}  // namespace

void tokenize_corpus(std::span<const std::filesystem::path> texts, const Tokenizer& tokenizer,
                     const Vocabulary& vocabulary, const std::filesystem::path& cache,
                     ThreadPool& threads,
                     FunctionRef<void(std::uint64_t, std::uint64_t)> progress) {
  std::vector<MappedFile> files;
  Digest digest;
  digest.add(vocabulary.digest);
  std::uint64_t total = 0;
  for (const std::filesystem::path& path : texts) {
    const MappedFile& file = files.emplace_back(path);
    digest.add(static_cast<std::uint64_t>(file.bytes().size()));
    digest.add(text_of(file));
    total += file.bytes().size();
  }
  if (holds(cache, digest.value())) return;

  CacheWriter writer(cache, vocabulary.size());
  std::vector<std::string_view> lines;
  std::vector<Encoding> encodings(kLinesPerBlock);
  std::uint64_t done = 0;
  const auto flush = [&] {
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
    lines.clear();
    progress(done, total);
  };
  for (const MappedFile& file : files) {
    std::string_view rest = text_of(file);
    while (!rest.empty()) {
      const std::size_t end = rest.find('\n');
      lines.push_back(rest.substr(0, end));
      const std::size_t used = end == std::string_view::npos ? rest.size() : end + 1;
      rest.remove_prefix(used);
      done += used;
      if (lines.size() == kLinesPerBlock) flush();
    }
    flush();
    writer.end_document();
  }
  if (writer.sentences() == 0) {
    throw Error(ErrorCode::usage, "there is no sentence in it",
                texts.empty() ? "training text" : texts.front().string(),
                "give a text with one sentence a line and an empty line between documents");
  }
  writer.commit(digest.value());
}

}  // namespace albert::train
