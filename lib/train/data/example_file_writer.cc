#include <algorithm>
#include <cstring>

#include "albert/base/error.h"
#include "albert/io/atomic_output.h"
#include "albert/train/data/example_file.h"
#include "io/crc32.h"
#include "train/data/corpus_header.h"
#include "train/data/digest.h"
#include "train/data/example_format.h"

namespace albert::train {

struct ExampleFileWriter::State {
  static constexpr std::size_t kBufferBytes = std::size_t{1} << 20;

  State(const std::filesystem::path& path, const ExampleFileInfo& what) : file(path), info(what) {}

  /// Writes sequence `s` of a batch, whose tokens to predict are [first, end) of the batch's.
  void add(const ExampleBatch& batch, std::size_t s, std::size_t first, std::size_t end) {
    const std::size_t begin = batch.starts[s];
    const std::size_t size = batch.starts[s + 1] - begin;
    if (size > UINT16_MAX) {
      throw Error(ErrorCode::usage, "examples in files have at most 65535 tokens");
    }
    const auto types = batch.token_type_ids.begin() + static_cast<std::ptrdiff_t>(begin);
    const ExampleRecord record = {
        .tokens = static_cast<std::uint16_t>(size),
        .first_tokens = static_cast<std::uint16_t>(
            std::count(types, types + static_cast<std::ptrdiff_t>(size), 0)),
        .predicted = static_cast<std::uint16_t>(end - first),
        .label = batch.swapped.empty() ? ExampleRecord::kNoLabel : batch.swapped[s]};
    if (info.examples % ExampleFileHeader::kIndexed == 0) index.push_back(records);
    const std::size_t record_begin = buffer.size();
    put(record);
    for (std::size_t i = 0; i < size; ++i) append_id(batch.input_ids[begin + i], id_bytes, buffer);
    for (std::size_t i = first; i < end; ++i) {
      put(static_cast<std::uint16_t>(batch.masked[i] - begin));
    }
    for (std::size_t i = first; i < end; ++i) append_id(batch.labels[i], id_bytes, buffer);
    const std::uint32_t crc =
        io::crc32c(std::span(buffer).subspan(record_begin + sizeof record.crc));
    std::memcpy(buffer.data() + record_begin, &crc, sizeof crc);

    digest.add(crc);
    records += buffer.size() - record_begin;
    ++info.examples;
    info.tokens += size;
    info.predicted += end - first;
    info.longest = std::max(info.longest, static_cast<std::uint32_t>(size));
    if (buffer.size() >= kBufferBytes) flush();
  }

  template <typename T>
  void put(const T& value) {
    const auto bytes = std::as_bytes(std::span(&value, 1));
    buffer.insert(buffer.end(), bytes.begin(), bytes.end());
  }

  void flush() {
    file.write_at(written, buffer);
    written += buffer.size();
    buffer.clear();
  }

  AtomicFile file;
  ExampleFileInfo info;
  std::size_t id_bytes = id_size(info.vocab_size);
  Digest digest;
  std::uint64_t records = 0;  // bytes of all records
  std::uint64_t written = sizeof(ExampleFileHeader);
  std::vector<std::byte> buffer;
  std::vector<std::uint64_t> index;
};

ExampleFileWriter::ExampleFileWriter(const std::filesystem::path& path, const ExampleFileInfo& info)
    : state_(std::make_unique<State>(path, info)) {}

ExampleFileWriter::~ExampleFileWriter() = default;

const ExampleFileInfo& ExampleFileWriter::info() const noexcept {
  return state_->info;
}

void ExampleFileWriter::add(const ExampleBatch& batch) {
  std::size_t first = 0;
  for (std::size_t s = 0; s < batch.sequences(); ++s) {
    std::size_t end = first;
    while (end < batch.masked.size() && batch.masked[end] < batch.starts[s + 1]) ++end;
    state_->add(batch, s, first, end);
    first = end;
  }
}

void ExampleFileWriter::commit() {
  State& state = *state_;
  state.index.push_back(state.records);
  const auto index = std::as_bytes(std::span(state.index));
  state.buffer.insert(state.buffer.end(), index.begin(), index.end());
  state.put(io::crc32c(index));
  state.flush();
  state.info.digest = state.digest.value();
  ExampleFileHeader header = {.digest = state.info.digest,
                              .vocabulary_digest = state.info.vocabulary_digest,
                              .vocab_size = state.info.vocab_size,
                              .examples = state.info.examples,
                              .tokens = state.info.tokens,
                              .predicted = state.info.predicted,
                              .longest = static_cast<std::uint16_t>(state.info.longest),
                              .objective = static_cast<std::uint8_t>(state.info.objective)};
  const auto bytes = std::as_bytes(std::span(&header, 1));
  header.crc = io::crc32c(bytes.first(offsetof(ExampleFileHeader, crc)));
  state.file.write_at(0, bytes);
  state.file.commit();
}

}  // namespace albert::train
