#include "io/tf_bundle_index.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <protozero/pbf_reader.hpp>

#include "io/archive_checks.h"
#include "io/sstable.h"

namespace albert::io {
namespace {

using protozero::pbf_reader;
using protozero::pbf_wire_type;
using protozero::tag_and_type;

constexpr std::uint64_t kTfString = 7;
constexpr std::uint64_t kMostShards = 99999;  // as many as five digits can name
constexpr std::size_t kMostDimensions = 254;  // TensorFlow's own limit

constexpr auto varint(unsigned field) {
  return tag_and_type(field, pbf_wire_type::varint);
}
constexpr auto message(unsigned field) {
  return tag_and_type(field, pbf_wire_type::length_delimited);
}

struct Entry {
  std::uint64_t dtype = 0;
  Shape shape;
  TfPlace place;
};

class IndexReader {
 public:
  explicit IndexReader(const std::filesystem::path& file) : file_(file) {}

  void visit(std::string_view key, std::string_view value) {
    try {
      const pbf_reader fields(value.data(), value.size());
      if (key.empty()) {
        header(fields);
      } else if (key[0] != '\0') {  // else a slice of a partitioned variable
        add(key, entry(key, fields));
      }
    } catch (const protozero::exception&) {
      throw bad_tensor(file_, is_plausible_name(key) ? key : "?", "its description is damaged");
    }
  }

  TfIndex finish() {
    if (index_.shards == 0) throw bad_file(file_, "has no header: not a TensorFlow checkpoint");
    for (std::size_t i = 0; i < index_.entries.size(); ++i) {
      if (index_.places[i].shard >= index_.shards) {
        throw bad_tensor(
            file_, index_.entries[i].name,
            fmt::format("lies in shard {} of {}", index_.places[i].shard, index_.shards));
      }
    }
    return std::move(index_);
  }

 private:
  void header(pbf_reader fields) {
    index_.shards = 1;
    while (fields.next()) {
      switch (fields.tag_and_type()) {
        case varint(tf_field::kShards):
          index_.shards = fields.get_uint64();
          break;
        case varint(tf_field::kEndianness):
          if (fields.get_uint64() != 0)
            throw bad_file(file_, "was written on a big-endian machine");
          break;
        default:
          fields.skip();
      }
    }
    if (index_.shards == 0 || index_.shards > kMostShards) {
      throw bad_file(file_, fmt::format("says it has {} shards", index_.shards));
    }
  }

  Entry entry(std::string_view name, pbf_reader fields) const {
    Entry entry;
    while (fields.next()) {
      switch (fields.tag_and_type()) {
        case varint(tf_field::kDType):
          entry.dtype = fields.get_uint64();
          break;
        case message(tf_field::kShape):
          entry.shape = shape(name, fields.get_message());
          break;
        case varint(tf_field::kShard):
          entry.place.shard = fields.get_uint64();
          break;
        case varint(tf_field::kOffset):
          entry.place.offset = fields.get_uint64();
          break;
        case varint(tf_field::kSize):
          entry.place.size = fields.get_uint64();
          break;
        case tag_and_type(tf_field::kCrc, pbf_wire_type::fixed32):
          entry.place.masked_crc = fields.get_fixed32();
          break;
        case message(tf_field::kSlices):
          entry.place.is_sliced = true;
          fields.skip();
          break;
        default:
          fields.skip();
      }
    }
    return entry;
  }

  Shape shape(std::string_view name, pbf_reader fields) const {
    Shape shape;
    while (fields.next()) {
      if (fields.tag_and_type() == message(tf_field::kDim)) {
        if (shape.size() == kMostDimensions)
          throw bad_tensor(file_, name, "has too many dimensions");
        shape.push_back(dimension(fields.get_message()));
      } else if (fields.tag_and_type() == varint(tf_field::kUnknownRank) && fields.get_bool()) {
        throw bad_tensor(file_, name, "has no shape");
      } else {
        fields.skip();
      }
    }
    return shape;
  }

  static std::int64_t dimension(pbf_reader fields) {
    std::int64_t extent = 0;
    while (fields.next()) {
      if (fields.tag_and_type() == varint(tf_field::kExtent)) {
        extent = fields.get_int64();
      } else {
        fields.skip();
      }
    }
    return extent;
  }

  void add(std::string_view name, Entry entry) {
    if (entry.dtype == kTfString) return;
    if (!is_plausible_name(name)) {
      throw bad_file(file_, "a tensor's name is too long or not printable text");
    }
    const auto known = std::find_if(kTfDTypes.begin(), kTfDTypes.end(),
                                    [&](const auto& dtype) { return dtype.first == entry.dtype; });
    if (known == kTfDTypes.end()) {
      throw bad_tensor(
          file_, name,
          fmt::format("has TensorFlow's dtype {}, which is not supported", entry.dtype));
    }
    TensorEntry described{std::string(name), known->second, std::move(entry.shape)};
    const std::size_t expected = checked_byte_count(file_, described);
    if (!entry.place.is_sliced && entry.place.size != expected) {
      throw bad_tensor(
          file_, name,
          fmt::format("has {} bytes but {} {} needs {}", entry.place.size,
                      to_string(described.dtype), to_string(described.shape), expected));
    }
    index_.entries.push_back(std::move(described));
    index_.places.push_back(entry.place);
  }

  const std::filesystem::path& file_;
  TfIndex index_;
};

constexpr std::string_view kIndexEnding = ".index";

}  // namespace

TfIndex parse_tf_index(std::span<const std::byte> bytes, const std::filesystem::path& file) {
  IndexReader reader(file);
  read_sstable(bytes, file,
               [&](std::string_view key, std::string_view value) { reader.visit(key, value); });
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
