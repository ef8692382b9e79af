#include "io/tensorflow/index.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <protozero/pbf_reader.hpp>

#include "albert/io/file_kind.h"
#include "io/archive_checks.h"
#include "io/tensorflow/sstable.h"

namespace albert::io {
namespace {

using protozero::pbf_wire_type;
using protozero::tag_and_type;

constexpr std::uint64_t kTfString = 7;
constexpr std::uint64_t kMostShards = 99999;  // limit of the five digits in file names

class IndexReader {
 public:
  explicit IndexReader(const std::filesystem::path& file) : file_(file) {}

  void visit(std::string_view key, std::string_view value) {
    if (key.empty()) return header(value);
    if (key[0] == '\0') {  // a slice; slices precede tensors in the order of keys
      slices_.emplace(key, value);
      return;
    }
    const std::string_view name = is_plausible_name(key) ? key : "?";
    TfDescription description = parse_tf_description(value, file_, name);
    if (description.dtype == kTfString) return;
    if (name != key) throw bad_file(file_, "a tensor's name is too long or not printable text");
    add(name, std::move(description));
  }

  TfIndex finish() {
    if (index_.shards == 0) throw bad_file(file_, "has no header: not a TensorFlow checkpoint");
    for (std::size_t i = 0; i < index_.entries.size(); ++i) {
      for (const TfStoredSlice& slice : index_.slices[i]) {
        if (slice.range.shard < index_.shards) continue;
        throw bad_tensor(file_, index_.entries[i].name,
                         fmt::format("lies in shard {} of {}", slice.range.shard, index_.shards));
      }
    }
    return std::move(index_);
  }

 private:
  void header(std::string_view bytes) {
    index_.shards = 1;
    try {
      for (protozero::pbf_reader fields(bytes.data(), bytes.size()); fields.next();) {
        switch (fields.tag_and_type()) {
          case tag_and_type(tf_field::kShards, pbf_wire_type::varint):
            index_.shards = fields.get_uint64();
            break;
          case tag_and_type(tf_field::kEndianness, pbf_wire_type::varint):
            if (fields.get_uint64() != 0)
              throw bad_file(file_, "was written on a big-endian machine");
            break;
          default:
            fields.skip();
        }
      }
    } catch (const protozero::exception&) {
      throw bad_file(file_, "its header is damaged");
    }
    if (index_.shards == 0 || index_.shards > kMostShards) {
      throw bad_file(file_, fmt::format("says it has {} shards", index_.shards));
    }
  }

  void add(std::string_view name, TfDescription description) {
    const auto known = std::find_if(kTfDTypes.begin(), kTfDTypes.end(), [&](const auto& dtype) {
      return dtype.first == description.dtype;
    });
    if (known == kTfDTypes.end()) {
      throw bad_tensor(
          file_, name,
          fmt::format("has TensorFlow's dtype {}, which is not supported", description.dtype));
    }
    const TensorEntry entry{std::string(name), known->second, description.shape};
    checked_byte_count(file_, entry);
    std::vector<TfStoredSlice> slices;
    if (description.slices.empty()) {
      const TfSlice whole(entry.shape.size());
      slices.push_back(stored_slice(entry, description, layout_of(whole, entry.shape)));
    } else {
      slices = partition(entry, description);
    }
    index_.entries.push_back(entry);
    index_.slices.push_back(std::move(slices));
  }

  // The slices of a partitioned variable, each described under its own key.
  std::vector<TfStoredSlice> partition(const TensorEntry& entry,
                                       const TfDescription& description) const {
    const std::string problem = partition_problem(entry.shape, description.slices);
    if (!problem.empty()) throw bad_tensor(file_, entry.name, problem);
    std::vector<TfStoredSlice> slices;
    for (const TfSlice& slice : description.slices) {
      const auto found = slices_.find(tf_slice_key(entry.name, slice));
      if (found == slices_.end()) {
        throw bad_tensor(file_, entry.name,
                         fmt::format("its slice {} is missing", to_string(slice)));
      }
      StridedLayout layout = layout_of(slice, entry.shape);
      const TfDescription stored = parse_tf_description(found->second, file_, entry.name);
      if (stored.dtype != description.dtype || stored.shape != layout.shape) {
        throw bad_tensor(file_, entry.name,
                         fmt::format("its slice {} has another dtype or shape, {}",
                                     to_string(slice), albert::to_string(stored.shape)));
      }
      slices.push_back(stored_slice(entry, stored, std::move(layout)));
    }
    return slices;
  }

  TfStoredSlice stored_slice(const TensorEntry& entry, const TfDescription& stored,
                             StridedLayout layout) const {
    const TensorEntry described{entry.name, entry.dtype, layout.shape};
    const std::size_t expected = checked_byte_count(file_, described);
    if (stored.range.size != expected) {
      throw bad_tensor(file_, entry.name,
                       fmt::format("has {} bytes but {} {} needs {}", stored.range.size,
                                   albert::to_string(entry.dtype),
                                   albert::to_string(described.shape), expected));
    }
    return {stored.range, std::move(layout)};
  }

  const std::filesystem::path& file_;
  TfIndex index_;
  std::map<std::string, std::string, std::less<>> slices_;  // descriptions by key
};

constexpr std::string_view kIndexEnding = ".index";

}  // namespace

TfIndex parse_tf_index(std::span<const std::byte> bytes, const std::filesystem::path& file) {
  if (const FileKind kind = recognize(bytes); kind != FileKind::tf_index) {
    throw wrong_kind(file, kind, describe(FileKind::tf_index).what);
  }
  IndexReader reader(file);
  read_sstable(bytes, file, [&](std::string_view key, std::string_view value) {
    reader.visit(key, value);
    return true;
  });
  return reader.finish();
}

std::filesystem::path tf_shard(const std::filesystem::path& index, std::uint64_t shard,
                               std::uint64_t shards) {
  const std::string text = index.string();
  const std::string_view prefix(text.data(), text.size() - kIndexEnding.size());
  return fmt::format("{}.data-{:05}-of-{:05}", prefix, shard, shards);
}

std::filesystem::path tf_index_path(const std::filesystem::path& prefix_or_index) {
  std::string text = prefix_or_index.string();
  if (!text.ends_with(kIndexEnding)) text += kIndexEnding;
  return text;
}

}  // namespace albert::io
