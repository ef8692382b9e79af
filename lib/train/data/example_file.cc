#include "albert/train/data/example_file.h"

#include <string>

#include "albert/base/error.h"
#include "io/crc32.h"
#include "io/little_endian.h"
#include "train/data/corpus_header.h"
#include "train/data/example_format.h"

namespace albert::train {
namespace {

using io::load_le;

[[noreturn]] void damaged(const std::filesystem::path& file, const std::string& problem) {
  throw Error(ErrorCode::model, problem, file.string(),
              "the file is damaged or not a file of examples; make it again");
}

std::uint32_t load_id(const std::byte* at, std::size_t size) {
  return size == 2 ? load_le<std::uint16_t>(at) : load_le<std::uint32_t>(at);
}

/// Pointers to the sections of a record in memory.
struct RecordView {
  ExampleRecord record;
  std::size_t id_size;
  const std::byte* ids;
  const std::byte* rows;
  const std::byte* labels;

  RecordView(const std::byte* at, std::size_t size_of_id)
      : record(load_le<ExampleRecord>(at)),
        id_size(size_of_id),
        ids(at + sizeof record),
        rows(ids + record.tokens * id_size),
        labels(rows + record.predicted * std::size_t{2}) {}

  std::uint32_t id(std::size_t i) const { return load_id(ids + i * id_size, id_size); }
  std::uint16_t row(std::size_t i) const { return load_le<std::uint16_t>(rows + 2 * i); }
  std::uint32_t label(std::size_t i) const { return load_id(labels + i * id_size, id_size); }
};

/// The problem of a record with a correct checksum; empty if it is valid.
std::string problem_of(const RecordView& view, const ExampleFileInfo& info) {
  const ExampleRecord& record = view.record;
  if (record.tokens > info.longest || record.first_tokens > record.tokens ||
      record.predicted > record.tokens || record.zero != 0) {
    return "has lengths that cannot be";
  }
  const bool labelled = info.objective != PairObjective::none;
  if (labelled ? record.label > 1 : record.label != ExampleRecord::kNoLabel) {
    return "has a label that cannot be";
  }
  for (std::size_t i = 0; i < record.tokens; ++i) {
    if (view.id(i) >= info.vocab_size) return "has a token outside its vocabulary";
  }
  for (std::size_t i = 0; i < record.predicted; ++i) {
    if (view.row(i) >= record.tokens || (i > 0 && view.row(i) <= view.row(i - 1))) {
      return "predicts tokens that it does not have";
    }
    if (view.label(i) >= info.vocab_size) return "predicts a token outside its vocabulary";
  }
  return {};
}

}  // namespace

ExampleFile::ExampleFile(const std::filesystem::path& path) : file_(path), path_(path) {
  open(file_->bytes());
}

ExampleFile::ExampleFile(std::span<const std::byte> bytes, const std::filesystem::path& name)
    : path_(name) {
  open(bytes);
}

void ExampleFile::open(std::span<const std::byte> bytes) {
  if (bytes.size() < sizeof(ExampleFileHeader)) damaged(path_, "is too short for examples");
  const auto header = load_le<ExampleFileHeader>(bytes.data());
  if (header.magic != ExampleFileHeader::kMagic) damaged(path_, "holds no examples");
  if (io::crc32c(bytes.first(offsetof(ExampleFileHeader, crc))) != header.crc) {
    damaged(path_, "has a header that does not match its checksum");
  }
  constexpr std::uint64_t kMostPieces = std::uint64_t{1} << 31;
  if (header.vocab_size > kMostPieces || header.zero != 0 ||
      header.objective > static_cast<std::uint8_t>(PairObjective::none)) {
    damaged(path_, "has a header that cannot be");
  }
  info_ = {.digest = header.digest,
           .vocabulary_digest = header.vocabulary_digest,
           .vocab_size = header.vocab_size,
           .examples = header.examples,
           .tokens = header.tokens,
           .predicted = header.predicted,
           .longest = header.longest,
           .objective = static_cast<PairObjective>(header.objective)};

  const std::uint64_t space = bytes.size() - sizeof header;
  if (header.examples > space / sizeof(ExampleRecord)) damaged(path_, "is truncated");
  const std::uint64_t entries =
      (header.examples + ExampleFileHeader::kIndexed - 1) / ExampleFileHeader::kIndexed + 1;
  const std::uint64_t index_size = 8 * entries + sizeof(std::uint32_t);
  if (index_size > space) damaged(path_, "is truncated");
  records_ = bytes.subspan(sizeof header, static_cast<std::size_t>(space - index_size));
  index_ = bytes.subspan(sizeof header + records_.size(), static_cast<std::size_t>(8 * entries));
  if (io::crc32c(index_) != load_le<std::uint32_t>(index_.data() + index_.size())) {
    damaged(path_, "has an index that does not match its checksum");
  }
  for (std::uint64_t i = 0, before = 0; i < entries; ++i) {
    const auto offset = load_le<std::uint64_t>(index_.data() + 8 * i);
    const bool last = i + 1 == entries;
    if (offset < before || offset > records_.size() || (i == 0 && offset != 0) ||
        (last && offset != records_.size())) {
      damaged(path_, "has an index that cannot be");
    }
    before = offset;
  }
}

void ExampleFile::append(std::size_t index, ExampleBatch& batch) const {
  const auto refuse = [&](const std::string& problem) {
    damaged(path_, "example " + std::to_string(index) + " " + problem);
  };
  const std::size_t size_of_id = id_size(info_.vocab_size);
  const std::size_t entry = index / ExampleFileHeader::kIndexed;
  auto at = static_cast<std::size_t>(load_le<std::uint64_t>(index_.data() + 8 * entry));
  const auto size_at = [&] {
    const std::size_t left = records_.size() - at;
    if (left < sizeof(ExampleRecord)) refuse("is truncated");
    const std::size_t size = load_le<ExampleRecord>(records_.data() + at).size(size_of_id);
    if (left < size) refuse("is truncated");
    return size;
  };
  for (std::size_t i = index % ExampleFileHeader::kIndexed; i > 0; --i) at += size_at();
  const auto bytes = records_.subspan(at, size_at());
  const RecordView view(bytes.data(), size_of_id);
  if (io::crc32c(bytes.subspan(sizeof view.record.crc)) != view.record.crc) {
    refuse("does not match its checksum");
  }
  if (const std::string problem = problem_of(view, info_); !problem.empty()) refuse(problem);

  const auto first = static_cast<std::uint32_t>(batch.tokens());
  for (std::size_t i = 0; i < view.record.tokens; ++i) {
    batch.input_ids.push_back(static_cast<std::int32_t>(view.id(i)));
    batch.token_type_ids.push_back(i < view.record.first_tokens ? 0 : 1);
  }
  batch.starts.push_back(batch.tokens());
  for (std::size_t i = 0; i < view.record.predicted; ++i) {
    batch.masked.push_back(first + view.row(i));
    batch.labels.push_back(static_cast<std::int32_t>(view.label(i)));
  }
  if (view.record.label != ExampleRecord::kNoLabel) batch.swapped.push_back(view.record.label);
}

}  // namespace albert::train
