#include "io/torch/pickle.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "io/torch/pickle_opcodes.h"

namespace albert::io {
namespace {

using Id = PickleValue::Id;
using Kind = PickleValue::Kind;

constexpr std::size_t kMostValues = 1'000'000;
constexpr std::size_t kMostItems = 4'000'000;  // of all tuples, lists and dicts together
constexpr std::string_view kOrderedDict = "collections OrderedDict";

constexpr std::size_t kMostNameBytes = std::size_t{16} << 20;  // of all globals together

// Names that have no legitimate use in a file of weights. "*" at the end stands for a whole module.
constexpr std::array<std::string_view, 28> kDangerous = {"os *",
                                                         "posix *",
                                                         "nt *",
                                                         "subprocess *",
                                                         "commands *",
                                                         "sys *",
                                                         "shutil *",
                                                         "socket *",
                                                         "runpy *",
                                                         "pty *",
                                                         "code *",
                                                         "ctypes *",
                                                         "importlib *",
                                                         "webbrowser *",
                                                         "builtins eval",
                                                         "builtins exec",
                                                         "builtins compile",
                                                         "builtins open",
                                                         "builtins input",
                                                         "builtins __import__",
                                                         "__builtin__ eval",
                                                         "__builtin__ exec",
                                                         "__builtin__ execfile",
                                                         "__builtin__ compile",
                                                         "__builtin__ open",
                                                         "__builtin__ file",
                                                         "__builtin__ apply",
                                                         "__builtin__ __import__"};

}  // namespace

class PickleMachine {
 public:
  explicit PickleMachine(ByteCursor& cursor) : cursor_(cursor) {}

  Pickle run() {
    for (;;) {
      const auto op = cursor_.number<std::uint8_t>();
      if (op == kStop) break;
      step(op);
    }
    pickle_.root_ = pop();
    return std::move(pickle_);
  }

 private:
  Error bad(std::string_view problem) const {
    return bad_file(cursor_.file(), fmt::format("its pickle {}", problem));
  }

  void step(std::uint8_t op) {
    switch (op) {
      case kProto:
        if (const auto version = cursor_.number<std::uint8_t>(); version > 5) {
          throw bad(fmt::format("has protocol {}; 2 to 5 are supported", version));
        }
        return;
      case kFrame:
        cursor_.take(8);  // the size of the next frame, needed only for pipes
        return;

      case kNone:
        return push_number(Kind::none);
      case kNewTrue:
      case kNewFalse:
        return push_number(Kind::boolean, op == kNewTrue);
      case kBinInt:
        return push_number(Kind::integer, cursor_.number<std::int32_t>());
      case kBinInt1:
        return push_number(Kind::integer, cursor_.number<std::uint8_t>());
      case kBinInt2:
        return push_number(Kind::integer, cursor_.number<std::uint16_t>());
      case kLong1:
        return push_long(cursor_.take_text(cursor_.number<std::uint8_t>()));
      case kLong4:
        return push_long(cursor_.take_text(cursor_.number<std::uint32_t>()));
      case kBinFloat:
        cursor_.take(8);
        return push_number(Kind::real);
      case kShortBinUnicode:
      case kShortBinString:
        return push_text(Kind::text, cursor_.take_text(cursor_.number<std::uint8_t>()));
      case kBinUnicode:
      case kBinString:
        return push_text(Kind::text, cursor_.take_text(cursor_.number<std::uint32_t>()));
      case kBinUnicode8:
        return push_text(Kind::text, cursor_.take_text(cursor_.number<std::uint64_t>()));
      case kShortBinBytes:
        return push_text(Kind::bytes, cursor_.take_text(cursor_.number<std::uint8_t>()));
      case kBinBytes:
        return push_text(Kind::bytes, cursor_.take_text(cursor_.number<std::uint32_t>()));
      case kBinBytes8:
      case kByteArray8:
        return push_text(Kind::bytes, cursor_.take_text(cursor_.number<std::uint64_t>()));

      case kEmptyTuple:
        return push_items(Kind::tuple, {});
      case kTuple1:
      case kTuple2:
      case kTuple3:
        return push_items(Kind::tuple, pop_last(op - kTuple1 + 1u));
      case kTuple:
      case kFrozenSet:
        return push_items(Kind::tuple, pop_to_mark());
      case kEmptyList:
      case kEmptySet:
        return push_items(Kind::list, {});
      case kEmptyDict:
        return push_items(Kind::dict, {});
      case kAppend:
        return add_to(Kind::list, pop_last(1));
      case kAppends:
      case kAddItems:
        return add_to(Kind::list, pop_to_mark());
      case kSetItem:
        return add_to(Kind::dict, pop_last(2));
      case kSetItems:
        return add_to(Kind::dict, pop_to_mark());

      case kMark:
        marks_.push_back(stack_.size());
        return;
      case kPop:
        pop();
        return;
      case kPopMark:
        pop_to_mark();
        return;
      case kDup:
        stack_.push_back(top());
        return;
      case kBinPut:
        return put(cursor_.number<std::uint8_t>());
      case kLongBinPut:
        return put(cursor_.number<std::uint32_t>());
      case kMemoize:
        return put(static_cast<std::uint32_t>(memo_.size()));
      case kBinGet:
        return get(cursor_.number<std::uint8_t>());
      case kLongBinGet:
        return get(cursor_.number<std::uint32_t>());

      case kGlobal: {
        const std::string_view module = take_line();
        return push_global(module, take_line());
      }
      case kStackGlobal: {
        const auto names = pop_last(2);
        return push_global(text_of(names[0]), text_of(names[1]));
      }
      case kReduce:
      case kNewObj: {
        const auto operands = pop_last(2);
        return call(operands[0], operands[1]);
      }
      case kNewObjEx: {
        const auto operands = pop_last(3);  // the last are named arguments
        return call(operands[0], operands[1]);
      }
      case kInst: {
        const std::string_view module = take_line();
        push_global(module, take_line());
        const Id callee = pop_pushed();
        return call_with_items(callee, pop_to_mark());
      }
      case kObj: {
        std::vector<Id> operands = pop_to_mark();
        if (operands.empty()) throw bad("pops more values than its stack has");
        const Id callee = operands.front();
        operands.erase(operands.begin());
        return call_with_items(callee, std::move(operands));
      }
      case kBuild:
        return build();
      case kBinPersId:
        return push_items(Kind::persistent, {pop()});
      default:
        throw bad(fmt::format("uses the instruction {}, which tensors do not need; refused",
                              instruction_name(op)));
    }
  }

  void push(PickleValue value) {
    if (pickle_.values_.size() == kMostValues) throw bad("builds more than a million values");
    count_items(value.items.size());
    stack_.push_back(static_cast<Id>(pickle_.values_.size()));
    pickle_.values_.push_back(std::move(value));
  }

  void count_items(std::size_t more) {
    items_ += more;
    if (items_ > kMostItems) throw bad("builds containers of more than four million items");
  }

  void push_number(Kind kind, std::int64_t value = 0) { push({kind, value, {}, {}, {}}); }
  void push_text(Kind kind, std::string_view text) { push({kind, 0, text, {}, {}}); }
  void push_items(Kind kind, std::vector<Id> items) { push({kind, 0, {}, std::move(items), {}}); }

  void push_long(std::string_view digits) {
    if (digits.size() > sizeof(std::int64_t)) {
      return push_text(Kind::big_integer, digits);
    }
    const bool negative =
        !digits.empty() && (static_cast<unsigned char>(digits.back()) & 0x80) != 0;
    std::int64_t value = negative ? -1 : 0;
    std::memcpy(&value, digits.data(), digits.size());
    push_number(Kind::integer, value);
  }

  void push_global(std::string_view module, std::string_view name) {
    if (!is_plausible_name(module) || !is_plausible_name(name)) throw bad("names '?'; refused");
    std::string global = fmt::format("{} {}", module, name);
    const bool dangerous = std::ranges::any_of(kDangerous, [&](std::string_view each) {
      return each.ends_with('*') ? global.starts_with(each.substr(0, each.size() - 1))
                                 : global == each;
    });
    if (dangerous) {
      throw Error(
          ErrorCode::model,
          fmt::format("its pickle asks for '{}.{}', which no weights need; refused", module, name),
          cursor_.file().string(), "Python would run it: do not load this file there");
    }
    const std::size_t size = global.size();
    const auto [known, is_new] = pickle_.names_.insert(std::move(global));
    if (is_new) name_bytes_ += size;
    if (name_bytes_ > kMostNameBytes) throw bad("names too many globals");
    push_text(Kind::global, *known);
  }

  void call_with_items(Id callee, std::vector<Id> items) {
    push_items(Kind::tuple, std::move(items));
    call(callee, pop_pushed());
  }

  // A call is recorded; only an OrderedDict is made, from nothing or from a list of pairs.
  void call(Id callee_id, Id arguments_id) {
    const PickleValue& callee = pickle_.values_[callee_id];
    const PickleValue& arguments = pickle_.values_[arguments_id];
    const bool has_name = callee.kind == Kind::global || callee.kind == Kind::call;
    if (!has_name || arguments.kind != Kind::tuple) throw bad("calls something that is not a name");
    if (callee.kind == Kind::call || callee.text != kOrderedDict) {
      return push({Kind::call, 0, callee.text, {arguments_id}, {}});
    }
    std::vector<Id> items;
    if (arguments.items.size() > 1) throw bad("makes a dict of more than one argument");
    if (arguments.items.size() == 1) {
      for (const Id pair : pickle_.values_[arguments.items[0]].items) {
        const PickleValue& entry = pickle_.values_[pair];
        if (entry.items.size() != 2) throw bad("makes a dict of values that are not pairs");
        items.insert(items.end(), entry.items.begin(), entry.items.end());
        if (items.size() > kMostItems) break;  // push() refuses it
      }
    }
    push_items(Kind::dict, std::move(items));
  }

  // The last pushed value, also below a mark.
  Id pop_pushed() {
    const Id id = stack_.back();
    stack_.pop_back();
    return id;
  }

  // Attributes of a dict (a state dict has versions) or of a tensor are ignored.
  void build() {
    pop();
    const Kind kind = pickle_.values_[top()].kind;
    if (kind != Kind::dict && kind != Kind::call && kind != Kind::list) {
      throw bad("sets the attributes of a plain value");
    }
  }

  void put(std::uint32_t slot) {
    memo_[slot] = top();
    if (memo_.size() > kMostValues) throw bad("writes more than a million memo entries");
  }

  void get(std::uint32_t slot) {
    const auto found = memo_.find(slot);
    if (found == memo_.end()) throw bad("reads a memo entry that is missing");
    stack_.push_back(found->second);
  }

  // Objects of classes that extend list or dict are filled like those.
  void add_to(Kind kind, const std::vector<Id>& items) {
    PickleValue& container = pickle_.values_[top()];
    const bool is_object = container.kind == Kind::call;
    if ((container.kind != kind && !is_object) || (kind == Kind::dict && items.size() % 2 != 0)) {
      throw bad("adds items to a value that is not a container");
    }
    count_items(items.size());
    std::vector<Id>& to = is_object && kind == Kind::dict ? container.entries : container.items;
    to.insert(to.end(), items.begin(), items.end());
  }

  std::string_view text_of(Id id) const {
    if (pickle_.values_[id].kind != Kind::text)
      throw bad("uses a value that is not a string as a name");
    return pickle_.values_[id].text;
  }

  std::string_view take_line() {
    std::string_view line;
    ByteCursor ahead = cursor_;
    while (ahead.number<char>() != '\n') {
    }
    line = cursor_.take_text(ahead.position() - cursor_.position());
    return line.substr(0, line.size() - 1);
  }

  // Values below the last mark are inaccessible until the mark is popped.
  std::size_t available() const noexcept {
    return stack_.size() - (marks_.empty() ? 0 : marks_.back());
  }

  Id top() const {
    if (available() == 0) throw bad("pops more values than its stack has");
    return stack_.back();
  }

  Id pop() {
    const Id id = top();
    stack_.pop_back();
    return id;
  }

  std::vector<Id> pop_last(std::size_t count) {
    if (available() < count) throw bad("pops more values than its stack has");
    std::vector<Id> items(stack_.end() - static_cast<std::ptrdiff_t>(count), stack_.end());
    stack_.resize(stack_.size() - count);
    return items;
  }

  std::vector<Id> pop_to_mark() {
    if (marks_.empty()) throw bad("needs a mark that is missing");
    auto items = pop_last(available());
    marks_.pop_back();
    return items;
  }

  ByteCursor& cursor_;
  Pickle pickle_;
  std::vector<Id> stack_;
  std::vector<std::size_t> marks_;
  std::map<std::uint32_t, Id> memo_;  // the file chooses the slots: no hash table
  std::size_t items_ = 0;
  std::size_t name_bytes_ = 0;
};

Pickle Pickle::load(ByteCursor& cursor) {
  return PickleMachine(cursor).run();
}

}  // namespace albert::io
