#include "io/torch/directory.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "albert/io/file_kind.h"
#include "io/archive_checks.h"
#include "io/byte_cursor.h"
#include "io/torch/pickle.h"
#include "io/torch/state.h"

namespace albert::io {
namespace {

using Bytes = std::span<const std::byte>;
using Kind = PickleValue::Kind;
using Storages = std::map<std::string_view, ZipEntry, std::less<>>;  // by key

constexpr std::string_view kLegacyMagic = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";

std::string_view as_text(Bytes bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TorchDirectory directory_of(const Pickle& pickle, const Storages& storages,
                            const std::filesystem::path& file) {
  TorchDirectory directory;
  for (TorchTensor& tensor : torch_tensors(pickle, file)) {
    const auto storage = storages.find(tensor.storage.key);
    if (storage == storages.end()) {
      throw bad_tensor(file, tensor.name, "its storage is missing");
    }
    if (storage->second.bytes.size() < tensor.storage.byte_count()) {
      throw bad_tensor(file, tensor.name,
                       fmt::format("its storage has {} bytes but should have {}",
                                   storage->second.bytes.size(), tensor.storage.byte_count()));
    }
    directory.entries.push_back(
        {std::string(tensor.name), tensor.storage.dtype, tensor.layout.shape});
    directory.sources.push_back({storage->second, std::move(tensor.layout)});
  }
  check_names(file, directory.entries);
  return directory;
}

// PREFIX/data.pkl, PREFIX/data/KEY for every storage, optionally PREFIX/byteorder.
TorchDirectory parse_zip(Bytes bytes, const std::filesystem::path& file) {
  constexpr std::string_view kPickle = "/data.pkl";
  const ZipDirectory zip = read_zip_directory(bytes, file);
  const auto pickled = std::find_if(zip.begin(), zip.end(), [&](const auto& entry) {
    return entry.first.ends_with(kPickle) &&
           entry.first.find('/') == entry.first.size() - kPickle.size();
  });
  if (pickled == zip.end()) {
    throw bad_file(file, "is a zip archive, but not one of torch.save: no data.pkl in it");
  }
  const std::string prefix(pickled->first.substr(0, pickled->first.size() - kPickle.size() + 1));
  const auto order = zip.find(prefix + "byteorder");
  if (order != zip.end() && as_text(order->second.bytes) != "little") {
    throw bad_file(file, "was written on a big-endian machine");
  }
  if (!is_intact(pickled->second)) throw bad_file(file, "its pickle does not match its CRC-32");

  ByteCursor cursor(pickled->second.bytes, file);
  const Pickle pickle = Pickle::load(cursor);
  Storages storages;
  const std::string data = prefix + "data/";
  for (auto entry = zip.lower_bound(data); entry != zip.end() && entry->first.starts_with(data);
       ++entry) {
    storages.emplace(entry->first.substr(data.size()), entry->second);
  }
  return directory_of(pickle, storages, file);
}

// The name of a tensor in a storage, for messages; storages have no names.
std::string_view first_tensor_of(std::string_view key, const Pickle& pickle,
                                 const std::filesystem::path& file) {
  for (const TorchTensor& tensor : torch_tensors(pickle, file)) {
    if (tensor.storage.key == key) return tensor.name;
  }
  return "?";
}

// Five pickles (magic, version, system, state dict, keys of its storages), then the storages.
TorchDirectory parse_legacy(Bytes bytes, const std::filesystem::path& file) {
  ByteCursor cursor(bytes, file);
  const auto load = [&] { return Pickle::load(cursor); };
  if (const Pickle magic = load();
      magic.root().kind != Kind::big_integer || magic.root().text != kLegacyMagic) {
    throw bad_file(file, "is a pickle, but not one of torch.save");
  }
  constexpr std::int64_t kVersion = 1001;
  if (const Pickle version = load();
      version.root().kind != Kind::integer || version.root().integer != kVersion) {
    throw bad_file(file, "has an unknown version of torch.save's old format");
  }
  const Pickle system = load();
  for (std::size_t i = 0; i + 1 < system.root().items.size(); i += 2) {
    if (system.root().kind == Kind::dict &&
        system[system.root().items[i]].text == "little_endian" &&
        system[system.root().items[i + 1]].integer != 1) {
      throw bad_file(file, "was written on a big-endian machine");
    }
  }

  const Pickle pickle = load();
  std::map<std::string_view, TorchStorage> expected;
  for (const TorchStorage& storage : torch_storages(pickle, file)) {
    expected.emplace(storage.key, storage);
  }
  const Pickle keys = load();
  if (keys.root().kind != Kind::list) throw bad_file(file, "has no list of storages");
  Storages storages;
  for (const auto id : keys.root().items) {
    const auto storage = expected.find(keys[id].text);
    if (storage == expected.end()) throw bad_file(file, "holds a storage that no tensor uses");
    if (cursor.number<std::uint64_t>() != storage->second.elements) {
      throw bad_file(file, "has a storage whose size differs from its pickle");
    }
    const std::uint64_t size = storage->second.byte_count();
    if (size > cursor.remaining()) {
      throw bad_tensor(
          file, first_tensor_of(storage->first, pickle, file),
          fmt::format("is truncated: {} of its {} bytes are there", cursor.remaining(), size));
    }
    storages.emplace(storage->first, ZipEntry{cursor.take(size), 0});
    expected.erase(storage);
  }
  if (!cursor.at_end()) {
    throw bad_file(file,
                   fmt::format("{} bytes at its end belong to no tensor", cursor.remaining()));
  }
  return directory_of(pickle, storages, file);
}

}  // namespace

TorchDirectory parse_torch(Bytes bytes, const std::filesystem::path& file) {
  switch (const FileKind kind = recognize(bytes)) {
    case FileKind::torch_zip:
      return parse_zip(bytes, file);
    case FileKind::torch_legacy:
      return parse_legacy(bytes, file);
    default:
      throw wrong_kind(file, kind, "a PyTorch file of weights");
  }
}

TensorView read_torch(const TorchDirectory& directory, std::size_t index,
                      const std::filesystem::path& file, std::vector<std::byte>& scratch) {
  const TensorEntry& entry = directory.entries[index];
  const TorchDirectory::Source& source = directory.sources[index];
  if (!is_intact(source.storage)) {
    throw bad_tensor(file, entry.name, "its bytes do not match their CRC-32: the file is damaged");
  }
  const std::size_t element = size_of(entry.dtype);
  const std::size_t count = checked_byte_count(file, entry);
  if (count == 0) return {entry.dtype, entry.shape, {}};
  if (is_dense(source.layout)) {
    const auto begin = static_cast<std::size_t>(source.layout.offset) * element;
    return {entry.dtype, entry.shape, source.storage.bytes.subspan(begin, count)};
  }
  scratch.resize(count);
  copy_strided(source.storage.bytes, source.layout, element, scratch);
  return {entry.dtype, entry.shape, scratch};
}

}  // namespace albert::io
