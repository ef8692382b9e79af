#ifndef ALBERT_TRAIN_DATA_EXAMPLE_SOURCE_H_
#define ALBERT_TRAIN_DATA_EXAMPLE_SOURCE_H_

#include <cstddef>
#include <cstdint>

#include "albert/train/data/example.h"

namespace albert::train {

/// An endless stream of examples, epoch after epoch. An example depends only on the source and its
/// position.
class ExampleSource {
 public:
  struct Position {
    std::uint64_t epoch = 0;
    std::uint64_t index = 0;
    bool operator==(const Position&) const = default;
  };

  virtual ~ExampleSource() = default;

  virtual std::size_t vocabulary_size() const noexcept = 0;
  /// Maximum number of tokens of an example.
  virtual std::size_t max_length() const noexcept = 0;

  /// Number of examples of an epoch, at least one; may be slow for another epoch than in the
  /// previous call.
  virtual std::size_t size(std::uint64_t epoch) = 0;

  /// Appends the example at `position`. Thread-safe within the epoch of the last call of size().
  virtual void append(const Position& position, ExampleBatch& batch) = 0;

  /// Moves to the next example, or to the next epoch after the last example.
  void advance(Position& position) {
    if (++position.index >= size(position.epoch)) position = {position.epoch + 1, 0};
  }

 protected:
  ExampleSource() = default;
  ExampleSource(const ExampleSource&) = default;
  ExampleSource& operator=(const ExampleSource&) = default;
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_EXAMPLE_SOURCE_H_
