#ifndef ALBERT_IO_TORCH_PICKLE_H_
#define ALBERT_IO_TORCH_PICKLE_H_

#include <cstdint>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/byte_cursor.h"

// Python pickles as data. A pickle is a program that builds objects by calling functions by name;
// this interpreter calls none. It records the names and arguments of calls; users of the values
// interpret a few of these names and skip the others.
namespace albert::io {

struct PickleValue {
  using Id = std::uint32_t;

  enum class Kind : std::uint8_t {
    none,
    boolean,      ///< integer
    integer,      ///< integer
    big_integer,  ///< text: little-endian two's complement of more than 8 bytes
    real,         ///< no content
    text,         ///< text
    bytes,        ///< text
    tuple,        ///< items
    list,         ///< items
    dict,         ///< items: key, value, key, value, …
    global,       ///< text: "module name"
    call,         ///< text: the global called; items: the tuple of its arguments;
                  ///< entries: key, value, … set in the result
    persistent,   ///< items: one value that identifies an object outside the pickle
  };

  Kind kind = Kind::none;
  std::int64_t integer = 0;
  std::string_view text;
  std::vector<Id> items;
  std::vector<Id> entries;
};

/// All values of one pickle. Values refer to each other by id, so shared, deeply nested and
/// circular values need no recursion.
class Pickle {
 public:
  /// Runs the pickle at the cursor, up to and including its STOP. "collections OrderedDict" makes a
  /// dict; every other name is only noted down. Texts are views of the cursor's bytes. Throws
  /// Error{model}: for the name of a function that runs commands or code (nothing would happen
  /// here, but it would in Python), for an instruction of other protocols, for a program that is
  /// not well-formed, and for more than a million values or four million references between them.
  static Pickle load(ByteCursor& cursor);

  const PickleValue& root() const noexcept { return values_[root_]; }
  const PickleValue& operator[](PickleValue::Id id) const noexcept { return values_[id]; }
  std::span<const PickleValue> values() const noexcept { return values_; }

 private:
  friend class PickleMachine;
  std::vector<PickleValue> values_;
  std::set<std::string, std::less<>> names_;  // of globals, which values view
  PickleValue::Id root_ = 0;
};

}  // namespace albert::io

#endif  // ALBERT_IO_TORCH_PICKLE_H_
