#include "io/torch_state.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
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

constexpr std::string_view kGlobals[] = {
    kRebuildTensor,
    kRebuildTensor2,
    kRebuildParameter,
    kRebuildParameterState,
    kStorageTypes[0].first,
    kStorageTypes[1].first,
    kStorageTypes[2].first,
    kStorageTypes[3].first,
    kStorageTypes[4].first,
    kStorageTypes[5].first,
    kStorageTypes[6].first,
    kStorageTypes[7].first,
    kStorageTypes[8].first,
    kStorageTypes[9].first,
    // Values beside the tensors, which are passed over.
    "torch Size",
    "torch device",
    "torch float64",
    "torch float32",
    "torch float16",
    "torch bfloat16",
    "torch int64",
    "torch int32",
    "torch int16",
    "torch int8",
    "torch uint8",
    "torch bool",
};

// Keys under which training scripts keep the state dict, most telling first.
constexpr std::string_view kWrappers[] = {"state_dict", "model_state_dict", "model", "module"};

class StateReader {
 public:
  StateReader(const Pickle& pickle, const std::filesystem::path& file)
      : pickle_(pickle), file_(file) {}

  std::vector<TorchTensor> tensors() const {
    const PickleValue& root = pickle_.root();
    if (root.kind != Kind::dict) throw bad_file(file_, "does not hold a dict of tensors");
    auto found = tensors_of(root);
    for (const std::string_view wrapper : kWrappers) {
      if (!found.empty()) break;
      const PickleValue* inner = member(root, wrapper);
      if (inner != nullptr && inner->kind == Kind::dict) found = tensors_of(*inner);
    }
    if (found.empty()) throw bad_file(file_, "holds a dict, but no tensors in it");
    return found;
  }

  // ("storage", type, key, location, elements), or with a sixth part, which must be None.
  TorchStorage storage(const PickleValue& value) const {
    if (value.kind != Kind::persistent) throw bad("a tensor without a storage");
    const PickleValue& parts = pickle_[value.items[0]];
    if (parts.kind != Kind::tuple || parts.items.size() < 5 || parts.items.size() > 6) {
      throw bad("a storage described in an unknown way");
    }
    const auto part = [&](std::size_t i) -> const PickleValue& { return pickle_[parts.items[i]]; };
    if (part(0).kind != Kind::text || part(0).text != "storage") {
      throw bad("something outside it that is no storage");
    }
    if (parts.items.size() == 6 && part(5).kind != Kind::none) {
      throw bad("a view of a storage, as PyTorch before 0.4 wrote it");
    }
    const auto type = std::find_if(kStorageTypes.begin(), kStorageTypes.end(), [&](const auto& t) {
      return part(1).kind == Kind::global && part(1).text == t.first;
    });
    if (type == kStorageTypes.end()) throw bad("a storage of an unknown type");
    constexpr std::int64_t kMostElements = std::numeric_limits<std::int64_t>::max() / 8;
    if (part(2).kind != Kind::text || part(4).kind != Kind::integer || part(4).integer < 0 ||
        part(4).integer > kMostElements) {
      throw bad("a storage without a key or a size");
    }
    return {part(2).text, type->second, static_cast<std::uint64_t>(part(4).integer)};
  }

 private:
  Error bad(std::string_view what) const {
    return bad_file(file_, fmt::format("its pickle has {}", what));
  }

  std::vector<TorchTensor> tensors_of(const PickleValue& dict) const {
    std::vector<TorchTensor> found;
    for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
      const PickleValue& key = pickle_[dict.items[i]];
      const PickleValue* call = tensor_call(pickle_[dict.items[i + 1]]);
      if (call == nullptr) continue;
      if (key.kind != Kind::text || !is_plausible_name(key.text)) {
        throw bad("a tensor whose name is empty, too long or not printable text");
      }
      found.push_back(tensor(key.text, *call));
    }
    return found;
  }

  const PickleValue* member(const PickleValue& dict, std::string_view name) const {
    for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
      const PickleValue& key = pickle_[dict.items[i]];
      if (key.kind == Kind::text && key.text == name) return &pickle_[dict.items[i + 1]];
    }
    return nullptr;
  }

  const PickleValue& arguments(const PickleValue& call) const { return pickle_[call.items[0]]; }

  // The call that rebuilds a tensor, or the one inside a parameter; null for anything else.
  const PickleValue* tensor_call(const PickleValue& value) const {
    const PickleValue* call = &value;
    if (call->kind == Kind::call &&
        (call->text == kRebuildParameter || call->text == kRebuildParameterState)) {
      if (arguments(*call).items.empty()) throw bad("a parameter of nothing");
      call = &pickle_[arguments(*call).items[0]];
    }
    const bool rebuilds =
        call->kind == Kind::call && (call->text == kRebuildTensor || call->text == kRebuildTensor2);
    if (!rebuilds && call != &value) throw bad("a parameter of something that is no tensor");
    return rebuilds ? call : nullptr;
  }

  // (storage, offset, sizes, strides, …)
  TorchTensor tensor(std::string_view name, const PickleValue& call) const {
    const auto& parts = arguments(call).items;
    if (parts.size() < 4) throw bad_tensor(file_, name, "is rebuilt from too little");
    TorchTensor tensor;
    tensor.name = name;
    tensor.storage = storage(pickle_[parts[0]]);
    tensor.layout.offset = integer(name, pickle_[parts[1]]);
    tensor.layout.shape = integers(name, pickle_[parts[2]]);
    tensor.layout.strides = integers(name, pickle_[parts[3]]);

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
      throw bad_tensor(file_, name, "has an offset that is no number");
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
      throw bad_tensor(file_, name, "has a shape that is no short list of numbers");
    }
    std::vector<std::int64_t> result;
    for (const auto id : tuple->items) result.push_back(integer(name, pickle_[id]));
    return result;
  }

  const Pickle& pickle_;
  const std::filesystem::path& file_;
};

}  // namespace

std::span<const std::string_view> torch_globals() noexcept {
  return kGlobals;
}

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
  std::map<std::string_view, std::size_t> places;
  for (const PickleValue& value : pickle.values()) {
    if (value.kind != Kind::persistent) continue;
    const TorchStorage storage = reader.storage(value);
    const auto [place, is_new] = places.emplace(storage.key, storages.size());
    if (is_new) {
      storages.push_back(storage);
    } else if (const TorchStorage& first = storages[place->second];
               first.dtype != storage.dtype || first.elements != storage.elements) {
      throw bad_file(file, "its pickle describes one storage in two ways");
    }
  }
  return storages;
}

}  // namespace albert::io
