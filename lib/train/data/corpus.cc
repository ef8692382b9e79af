#include "albert/train/data/corpus.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "albert/base/error.h"
#include "train/data/corpus_header.h"

namespace albert::train {
namespace {

[[noreturn]] void damaged(const MappedFile& file, const std::string& problem) {
  throw Error(ErrorCode::model, "corpus cache " + problem, file.path().string(),
              "delete it and it will be made again");
}

/// Checks that offsets start at 0, do not descend, and end at `end`.
void check_offsets(const MappedFile& file, std::span<const std::uint64_t> offsets,
                   std::uint64_t end) {
  if (offsets.front() != 0 || offsets.back() != end ||
      !std::is_sorted(offsets.begin(), offsets.end())) {
    damaged(file, "has offsets out of order");
  }
}

template <typename Id>
bool ids_below(std::span<const std::byte> bytes, std::uint64_t limit) {
  for (std::size_t at = 0; at < bytes.size(); at += sizeof(Id)) {
    Id id;
    std::memcpy(&id, bytes.data() + at, sizeof id);
    if (id >= limit) return false;
  }
  return true;
}

template <typename Id>
void append_ids(std::span<const std::byte> bytes, std::vector<std::int32_t>& ids) {
  for (std::size_t at = 0; at < bytes.size(); at += sizeof(Id)) {
    Id id;
    std::memcpy(&id, bytes.data() + at, sizeof id);
    ids.push_back(static_cast<std::int32_t>(id));
  }
}

}  // namespace

Corpus::Corpus(const std::filesystem::path& cache) : file_(cache) {
  const MappedFile& file = *file_;
  const std::span<const std::byte> bytes = file.bytes();
  CorpusHeader header;
  if (bytes.size() < sizeof header) damaged(file, "is too short");
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.magic != CorpusHeader::kMagic) damaged(file, "has no header of this version");

  id_size_ = id_size(header.vocab_size);
  const std::uint64_t space = bytes.size() - sizeof header;
  // Check each against the size of the file first, so that the sums below do not overflow.
  if (header.tokens > space || header.sentences > space || header.documents > space ||
      padded_to_8(header.tokens * id_size_) + 8 * (header.documents + header.sentences + 2) !=
          space) {
    damaged(file, "is truncated");
  }
  ids_ = bytes.subspan(sizeof header, static_cast<std::size_t>(header.tokens) * id_size_);
  const auto* offsets = reinterpret_cast<const std::uint64_t*>(
      bytes.data() + sizeof header + padded_to_8(header.tokens * id_size_));
  documents_ = {offsets, static_cast<std::size_t>(header.documents) + 1};
  sentences_ = {offsets + documents_.size(), static_cast<std::size_t>(header.sentences) + 1};
  vocab_size_ = static_cast<std::size_t>(header.vocab_size);
  digest_ = header.digest;
  check_offsets(file, documents_, header.sentences);
  check_offsets(file, sentences_, header.tokens);
  if (!(id_size_ == 2 ? ids_below<std::uint16_t>(ids_, header.vocab_size)
                      : ids_below<std::uint32_t>(ids_, header.vocab_size))) {
    damaged(file, "has a token outside its vocabulary");
  }
}

void Corpus::append(std::size_t first, std::size_t end, std::vector<std::int32_t>& ids) const {
  const auto begin = static_cast<std::size_t>(sentences_[first]) * id_size_;
  const auto range = ids_.subspan(begin, length(first, end) * id_size_);
  if (id_size_ == 2) {
    append_ids<std::uint16_t>(range, ids);
  } else {
    append_ids<std::uint32_t>(range, ids);
  }
}

CorpusBuilder::CorpusBuilder(std::size_t vocab_size) {
  corpus_.vocab_size_ = vocab_size;
  corpus_.id_size_ = id_size(vocab_size);
}

void CorpusBuilder::add_sentence(std::span<const std::int32_t> ids) {
  std::vector<std::byte>& bytes = corpus_.ids_in_memory_;
  for (const std::int32_t id : ids) append_id(id, corpus_.id_size_, bytes);
  sentences_.push_back(sentences_.back() + ids.size());
}

void CorpusBuilder::end_document() {
  const std::uint64_t sentences = sentences_.size() - 1;
  if (documents_.back() != sentences) documents_.push_back(sentences);
}

Corpus CorpusBuilder::finish() {
  end_document();
  std::vector<std::uint64_t>& offsets = corpus_.offsets_in_memory_;
  offsets = std::move(documents_);
  const std::size_t documents = offsets.size();
  offsets.insert(offsets.end(), sentences_.begin(), sentences_.end());
  corpus_.documents_ = std::span(offsets).first(documents);
  corpus_.sentences_ = std::span(offsets).subspan(documents);
  corpus_.ids_ = corpus_.ids_in_memory_;
  return std::move(corpus_);
}

}  // namespace albert::train
