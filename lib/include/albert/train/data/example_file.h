#ifndef ALBERT_TRAIN_DATA_EXAMPLE_FILE_H_
#define ALBERT_TRAIN_DATA_EXAMPLE_FILE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>

#include "albert/base/mapped_file.h"
#include "albert/train/data/example.h"
#include "albert/train/data/pairs.h"

namespace albert::train {

/// The header of a file of examples.
struct ExampleFileInfo {
  std::uint64_t digest = 0;             ///< of all examples
  std::uint64_t vocabulary_digest = 0;  ///< see Vocabulary
  std::uint64_t vocab_size = 0;
  std::uint64_t examples = 0;
  std::uint64_t tokens = 0;
  std::uint64_t predicted = 0;
  std::uint32_t longest = 0;  ///< tokens
  PairObjective objective = PairObjective::sop;
};

/// A mapped file of examples from make_data(), with random access. Const and thread-safe. The
/// format is in docs/formats.md.
class ExampleFile {
 public:
  /// Checks header and index. Throws Error{io} when the file cannot be read and Error{model} when
  /// it is damaged.
  explicit ExampleFile(const std::filesystem::path& path);

  /// The same for bytes in memory, which must outlive it; `name` is for messages.
  ExampleFile(std::span<const std::byte> bytes, const std::filesystem::path& name);

  const ExampleFileInfo& info() const noexcept { return info_; }
  const std::filesystem::path& path() const noexcept { return path_; }
  std::size_t size() const noexcept { return static_cast<std::size_t>(info_.examples); }

  /// Appends example `index` (< size()) to `batch`, except `keys`, which are not stored. Checks its
  /// checksum and all its numbers first; throws Error{model} naming the example.
  void append(std::size_t index, ExampleBatch& batch) const;

 private:
  void open(std::span<const std::byte> bytes);

  std::optional<MappedFile> file_;
  std::filesystem::path path_;
  ExampleFileInfo info_;
  std::span<const std::byte> records_;
  std::span<const std::byte> index_;
};

/// Writes a file of examples, one after another; it appears when it is complete.
class ExampleFileWriter {
 public:
  /// Only vocabulary and objective of `info` are used. Throws Error{io}.
  ExampleFileWriter(const std::filesystem::path& path, const ExampleFileInfo& info);
  ~ExampleFileWriter();

  /// The examples of a batch, each of at most 65,535 tokens.
  void add(const ExampleBatch& batch);

  /// Totals of the examples added so far.
  const ExampleFileInfo& info() const noexcept;

  /// At most once, as the last call.
  void commit();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_EXAMPLE_FILE_H_
