#ifndef ALBERT_TRAIN_DATA_EXAMPLE_SOURCE_H_
#define ALBERT_TRAIN_DATA_EXAMPLE_SOURCE_H_

#include <cstddef>
#include <cstdint>

#include "albert/train/data/example.h"

namespace albert::train {

/// An endless stream of examples, epoch after epoch. An example depends only on the source and its
/// position, which is two numbers.
class ExampleSource {
 public:
  struct Position {
    std::uint64_t epoch = 0;
    std::uint64_t index = 0;
    bool operator==(const Position&) const = default;
  };

  virtual ~ExampleSource() = default;

  virtual std::size_t vocabulary_size() const noexcept = 0;
  /// Tokens of an example at most.
  virtual std::size_t max_length() const noexcept = 0;

  /// Examples of an epoch, at least one; may take time when it is another epoch than the last one
  /// asked for.
  virtual std::size_t size(std::uint64_t epoch) = 0;

  /// Appends the example at `position`. Several threads may do so at once in the epoch of which
  /// size() was last asked.
  virtual void append(const Position& position, ExampleBatch& batch) = 0;

  /// Moves to the next example, into the next epoch at the end of one.
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
