#include "io/torch/state.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "io/archive_checks.h"

namespace albert::io {
namespace {

using Kind = PickleValue::Kind;

constexpr std::array<std::pair<std::string_view, DType>, 10> kStorageTypes = {{
    {"torch DoubleStorage", DType::f64},
    {"torch FloatStorage", DType::f32},
    {"torch HalfStorage", DType::f16},
    {"torch BFloat16Storage", DType::bf16},
    {"torch LongStorage", DType::i64},
    {"torch IntStorage", DType::i32},
    {"torch ShortStorage", DType::i16},
    {"torch CharStorage", DType::i8},
    {"torch ByteStorage", DType::u8},
    {"torch BoolStorage", DType::boolean},
}};

constexpr std::string_view kRebuildTensor = "torch._utils _rebuild_tensor";
constexpr std::string_view kRebuildTensor2 = "torch._utils _rebuild_tensor_v2";
constexpr std::string_view kRebuildParameter = "torch._utils _rebuild_parameter";
constexpr std::string_view kRebuildParameterState = "torch._utils _rebuild_parameter_with_state";

constexpr std::string_view kRebuildFromType = "torch._tensor _rebuild_from_type_v2";

// Keys under which training scripts store the state dict, most specific first.
constexpr std::string_view kWrappers[] = {"state_dict", "model_state_dict", "model", "module"};

constexpr std::string_view kAdvice = "save a state dict: torch.save(model.state_dict(), …)";

class StateReader {
 public:
  StateReader(const Pickle& pickle, const std::filesystem::path& file)
      : pickle_(pickle), file_(file) {}

  std::vector<TorchTensor> tensors() const {
    const PickleValue& root = pickle_.root();
    if (root.kind == Kind::call && root.entries.empty()) {
      throw Error(ErrorCode::model, fmt::format("holds {}, not a dict of tensors", object(root)),
                  file_.string(), kAdvice);
    }
    if (root.kind != Kind::dict && root.kind != Kind::call) {
      throw bad_file(file_, "does not hold a dict of tensors");
    }
    const PickleValue* state = find_state();
    if (state == nullptr) {
      for (const auto& [key, value] : members(root)) {
        if (value->kind != Kind::call) continue;
        throw Error(ErrorCode::model,
                    fmt::format("holds a dict, but no tensors in it: '{}' is {}",
                                printable(key->text), object(*value)),
                    file_.string(), kAdvice);
      }
      throw bad_file(file_, "holds a dict, but no tensors in it");
    }
    return tensors_of(*state);
  }

  // ("storage", type, key, location, elements), or with a sixth field, which must be None.
  TorchStorage storage(const PickleValue& value) const {
    if (value.kind != Kind::persistent) throw bad("a tensor without a storage");
    const PickleValue& fields = pickle_[value.items[0]];
    if (fields.kind != Kind::tuple || fields.items.size() < 5 || fields.items.size() > 6) {
      throw bad("a storage described in an unknown way");
    }
    const auto field = [&](std::size_t i) -> const PickleValue& {
      return pickle_[fields.items[i]];
    };
    if (field(0).kind != Kind::text || field(0).text != "storage") {
      throw bad("an object outside it that is not a storage");
    }
    if (fields.items.size() == 6 && field(5).kind != Kind::none) {
      throw bad("a view of a storage, as PyTorch before 0.4 wrote it");
    }
    const auto type = std::find_if(kStorageTypes.begin(), kStorageTypes.end(), [&](const auto& t) {
      return field(1).kind == Kind::global && field(1).text == t.first;
    });
    if (type == kStorageTypes.end()) throw bad("a storage of an unknown type");
    constexpr std::int64_t kMostElements = std::numeric_limits<std::int64_t>::max() / 8;
    if (field(2).kind != Kind::text || field(4).kind != Kind::integer || field(4).integer < 0 ||
        field(4).integer > kMostElements) {
      throw bad("a storage without a key or a size");
    }
    return {field(2).text, type->second, static_cast<std::uint64_t>(field(4).integer)};
  }

 private:
  Error bad(std::string_view what) const {
    return bad_file(file_, fmt::format("its pickle has {}", what));
  }

  using Member = std::pair<const PickleValue*, const PickleValue*>;  // key, value

  // Members with a string as key.
  std::vector<Member> members(const PickleValue& dict) const {
    const auto& items = dict.kind == Kind::call ? dict.entries : dict.items;
    std::vector<Member> found;
    if (dict.kind != Kind::dict && dict.kind != Kind::call) return found;
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
      if (pickle_[items[i]].kind == Kind::text) {
        found.emplace_back(&pickle_[items[i]], &pickle_[items[i + 1]]);
      }
    }
    return found;
  }

  static std::string printable(std::string_view text) {
    return is_plausible_name(text) ? std::string(text) : "?";
  }

  // "an object 'torch.nn.modules.linear.Linear'"
  static std::string object(const PickleValue& call) {
    std::string name(call.text);
    std::replace(name.begin(), name.end(), ' ', '.');
    return fmt::format("an object '{}'", name);
  }

  // A dict of the pickle, and its path from the root, which is the first candidate.
  struct Candidate {
    const PickleValue* dict;
    const PickleValue* key = nullptr;
    std::size_t parent = 0;
    std::size_t rank = std::size(kWrappers);  // of the key in kWrappers
    int depth = 0;
  };

  // "trainer.student"
  static std::string path_of(const std::vector<Candidate>& candidates, std::size_t at) {
    if (at == 0) return "";
    const std::string parent = path_of(candidates, candidates[at].parent);
    return (parent.empty() ? "" : parent + ".") + printable(candidates[at].key->text);
  }

  // The dict with the most tensors; null when none has any. Throws when two have as many.
  const PickleValue* find_state() const {
    constexpr std::size_t kMostDicts = 100'000;
    constexpr int kDeepest = 4;
    std::vector<Candidate> candidates = {{.dict = &pickle_.root()}};
    std::set<const PickleValue*> seen = {&pickle_.root()};
    std::size_t most = 0, chosen = 0;
    std::size_t tied = 0;  // another one with the same rank
    for (std::size_t at = 0; at < candidates.size(); ++at) {
      const Candidate candidate = candidates[at];
      std::size_t tensors = 0;
      for (const auto& [key, value] : members(*candidate.dict)) {
        if (find_tensor(*value) || holds_storage(*value)) {
          ++tensors;
        } else if (candidate.depth < kDeepest && candidates.size() < kMostDicts &&
                   seen.insert(value).second) {
          const auto rank = std::find(std::begin(kWrappers), std::end(kWrappers), key->text);
          candidates.push_back({value, key, at,
                                static_cast<std::size_t>(rank - std::begin(kWrappers)),
                                candidate.depth + 1});
        }
      }
      if (tensors > most ||
          (tensors == most && most > 0 && candidate.rank < candidates[chosen].rank)) {
        chosen = at;
        most = tensors;
        tied = 0;
      } else if (tensors == most && most > 0 && candidate.rank == candidates[chosen].rank &&
                 candidate.depth == candidates[chosen].depth) {
        tied = at;
      }
    }
    if (tied != 0) {
      throw Error(ErrorCode::model,
                  fmt::format("holds several state dicts of {} tensors: '{}' and '{}'", most,
                              path_of(candidates, chosen), path_of(candidates, tied)),
                  file_.string(), "in Python, save the one to use: torch.save(STATE_DICT, FILE)");
    }
    return most == 0 ? nullptr : candidates[chosen].dict;
  }

  std::vector<TorchTensor> tensors_of(const PickleValue& dict) const {
    std::vector<TorchTensor> found;
    for (const auto& [key, value] : members(dict)) {
      const auto call = find_tensor(*value);
      if (!call && !holds_storage(*value)) continue;
      if (!is_plausible_name(key->text)) {
        throw bad("a tensor whose name is empty, too long or not printable text");
      }
      if (!call) {
        throw Error(
            ErrorCode::model,
            fmt::format("tensor '{}': is {}, which is not supported", key->text, object(*value)),
            file_.string(), "save plain dense tensors");
      }
      found.push_back(tensor(key->text, *call));
    }
    return found;
  }

  const PickleValue& arguments(const PickleValue& call) const { return pickle_[call.items[0]]; }

  // The arguments of the call that rebuilds a tensor, which may be nested in that of a parameter or
  // in a call that sets attributes; null for other values.
  const PickleValue* find_tensor(const PickleValue& value) const {
    constexpr int kDeepest = 4;
    const PickleValue* call = &value;
    for (int depth = 0; depth < kDeepest && call->kind == Kind::call; ++depth) {
      const PickleValue& given = arguments(*call);
      if (call->text == kRebuildTensor || call->text == kRebuildTensor2) return &given;
      if (call->text == kRebuildFromType) {
        if (given.items.size() < 3 || pickle_[given.items[2]].kind != Kind::tuple) return nullptr;
        const PickleValue& function = pickle_[given.items[0]];
        const bool rebuilds = function.kind == Kind::global &&
                              (function.text == kRebuildTensor || function.text == kRebuildTensor2);
        if (rebuilds) return &pickle_[given.items[2]];
        return nullptr;
      }
      const bool parameter =
          call->text == kRebuildParameter || call->text == kRebuildParameterState;
      if (!parameter || given.items.empty()) return nullptr;
      call = &pickle_[given.items[0]];
    }
    return nullptr;
  }

  // Whether an unknown object is made from storages (as sparse and quantized tensors are). Objects
  // with more content are not tensors.
  bool holds_storage(const PickleValue& value) const {
    constexpr std::size_t kMostInside = 64;
    if (value.kind != Kind::call) return false;
    std::vector<const PickleValue*> inside = {&value};
    for (std::size_t at = 0; at < inside.size(); ++at) {
      if (inside[at]->kind == Kind::persistent) return true;
      for (const auto id : inside[at]->items) {
        if (inside.size() == kMostInside) return false;
        inside.push_back(&pickle_[id]);
      }
    }
    return false;
  }

  // (storage, offset, sizes, strides, …)
  TorchTensor tensor(std::string_view name, const PickleValue& given) const {
    const auto& items = given.items;
    if (items.size() < 4) throw bad_tensor(file_, name, "is rebuilt from too few arguments");
    TorchTensor tensor;
    tensor.name = name;
    tensor.storage = storage(pickle_[items[0]]);
    tensor.layout.offset = integer(name, pickle_[items[1]]);
    tensor.layout.shape = integers(name, pickle_[items[2]]);
    tensor.layout.strides = integers(name, pickle_[items[3]]);

    const auto spanned = elements_spanned(tensor.layout);
    if (!spanned || *spanned > tensor.storage.elements) {
      throw bad_tensor(
          file_, name,
          fmt::format("{} with strides {} from {} on leaves its storage of {} elements",
                      to_string(tensor.layout.shape), to_string(tensor.layout.strides),
                      tensor.layout.offset, tensor.storage.elements));
    }
    const auto count = element_count(tensor.layout.shape);
    if (!count || *count > tensor.storage.elements) {
      throw bad_tensor(file_, name,
                       fmt::format("{} repeats elements of its storage of {}; save a clone of it",
                                   to_string(tensor.layout.shape), tensor.storage.elements));
    }
    return tensor;
  }

  std::int64_t integer(std::string_view name, const PickleValue& value) const {
    if (value.kind != Kind::integer)
      throw bad_tensor(file_, name, "has an offset that is not a number");
    return value.integer;
  }

  // A tuple, or a torch.Size of one.
  std::vector<std::int64_t> integers(std::string_view name, const PickleValue& value) const {
    const PickleValue* tuple = &value;
    if (tuple->kind == Kind::call && tuple->text == "torch Size" &&
        !arguments(*tuple).items.empty()) {
      tuple = &pickle_[arguments(*tuple).items[0]];
    }
    constexpr std::size_t kMostDimensions = 64;
    if ((tuple->kind != Kind::tuple && tuple->kind != Kind::list) ||
        tuple->items.size() > kMostDimensions) {
      throw bad_tensor(file_, name, "has a shape that is not a short list of numbers");
    }
    std::vector<std::int64_t> result;
    for (const auto id : tuple->items) result.push_back(integer(name, pickle_[id]));
    return result;
  }

  const Pickle& pickle_;
  const std::filesystem::path& file_;
};

}  // namespace

std::string_view torch_storage_type(DType dtype) noexcept {
  const auto type = std::find_if(kStorageTypes.begin(), kStorageTypes.end(),
                                 [&](const auto& known) { return known.second == dtype; });
  return type->first;
}

std::vector<TorchTensor> torch_tensors(const Pickle& pickle, const std::filesystem::path& file) {
  return StateReader(pickle, file).tensors();
}

std::vector<TorchStorage> torch_storages(const Pickle& pickle, const std::filesystem::path& file) {
  const StateReader reader(pickle, file);
  std::vector<TorchStorage> storages;
  std::map<std::string_view, std::size_t> index_of_key;
  for (const PickleValue& value : pickle.values()) {
    if (value.kind != Kind::persistent) continue;
    const TorchStorage storage = reader.storage(value);
    const auto [known, is_new] = index_of_key.emplace(storage.key, storages.size());
    if (is_new) {
      storages.push_back(storage);
    } else if (const TorchStorage& first = storages[known->second];
               first.dtype != storage.dtype || first.elements != storage.elements) {
      throw bad_file(file, "its pickle describes one storage in two ways");
    }
  }
  return storages;
}

}  // namespace albert::io
