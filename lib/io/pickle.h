#ifndef ALBERT_IO_PICKLE_H_
#define ALBERT_IO_PICKLE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "io/byte_cursor.h"

// Python pickles as data. A pickle is a program that builds objects by calling anything by name;
// this machine calls nothing. It records which of a short list of names would be called with which
// arguments, and refuses every other name and every instruction that a state dict does not need.
namespace albert::io {

struct PickleValue {
  using Id = std::uint32_t;

  enum class Kind : std::uint8_t {
    none,
    boolean,      ///< integer
    integer,      ///< integer
    big_integer,  ///< text: little-endian two's complement of more than 8 bytes
    real,         ///< not kept
    text,         ///< text
    bytes,        ///< text
    tuple,        ///< items
    list,         ///< items
    dict,         ///< items: key, value, key, value, …
    global,       ///< text: "module name"
    call,         ///< text: the global called; items: the tuple of its arguments
    persistent,   ///< items: the one value that says what lies outside the pickle
  };

  Kind kind = Kind::none;
  std::int64_t integer = 0;
  std::string_view text;
  std::vector<Id> items;
};

/// All values of one pickle. Values refer to each other by id, so that what is shared, nested a
/// million deep or circular costs nothing and is never walked.
class Pickle {
 public:
  /// Runs the pickle at the cursor, up to and including its STOP. `globals` ("module name") are
  /// the names it may mention; "collections OrderedDict" is always among them and makes a dict.
  /// Texts are views of the cursor's bytes. Throws Error{model}: for a name or an instruction that
  /// is not allowed, for a program that is not well-formed, and for more than a million
  /// values or four million references between them.
  static Pickle load(ByteCursor& cursor, std::span<const std::string_view> globals);

  const PickleValue& root() const noexcept { return values_[root_]; }
  const PickleValue& operator[](PickleValue::Id id) const noexcept { return values_[id]; }
  std::span<const PickleValue> values() const noexcept { return values_; }

 private:
  friend class PickleMachine;
  std::vector<PickleValue> values_;
  PickleValue::Id root_ = 0;
};

}  // namespace albert::io

#endif  // ALBERT_IO_PICKLE_H_
