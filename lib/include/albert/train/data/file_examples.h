#ifndef ALBERT_TRAIN_DATA_FILE_EXAMPLES_H_
#define ALBERT_TRAIN_DATA_FILE_EXAMPLES_H_

#include <cstddef>
#include <cstdint>

#include "albert/train/data/example_file.h"
#include "albert/train/data/example_source.h"

namespace albert::train {

/// The examples of a file, all of them in every epoch, each time in another random order, which is
/// computed and not stored.
class FileExamples final : public ExampleSource {
 public:
  /// Keeps a reference to the file. Throws Error{usage} when it has no example. append() throws
  /// Error{model} when the file is damaged.
  FileExamples(const ExampleFile& file, std::uint64_t seed);

  std::size_t vocabulary_size() const noexcept override {
    return static_cast<std::size_t>(file_.info().vocab_size);
  }
  std::size_t max_length() const noexcept override { return file_.info().longest; }
  std::size_t size(std::uint64_t) override { return file_.size(); }
  void append(const Position& position, ExampleBatch& batch) override;

 private:
  const ExampleFile& file_;
  std::uint64_t seed_;
  unsigned half_bits_;  // 4^half_bits_ is the least such power of at least size()
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_FILE_EXAMPLES_H_
