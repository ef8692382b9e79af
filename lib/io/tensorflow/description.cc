#include "io/tensorflow/description.h"

#include <protozero/pbf_reader.hpp>

#include "io/archive_checks.h"

namespace albert::io {
namespace {

using protozero::pbf_reader;
using protozero::pbf_wire_type;
using protozero::tag_and_type;

constexpr std::size_t kMostDimensions = 254;  // TensorFlow's own limit

constexpr auto varint(unsigned field) {
  return tag_and_type(field, pbf_wire_type::varint);
}
constexpr auto message(unsigned field) {
  return tag_and_type(field, pbf_wire_type::length_delimited);
}

class DescriptionReader {
 public:
  DescriptionReader(const std::filesystem::path& file, std::string_view tensor)
      : file_(file), tensor_(tensor) {}

  TfDescription read(pbf_reader fields) const {
    TfDescription description;
    TfByteRange& range = description.range;
    while (fields.next()) {
      switch (fields.tag_and_type()) {
        case varint(tf_field::kDType):
          description.dtype = fields.get_uint64();
          break;
        case message(tf_field::kShape):
          description.shape = shape(fields.get_message());
          break;
        case varint(tf_field::kShard):
          range.shard = fields.get_uint64();
          break;
        case varint(tf_field::kOffset):
          range.offset = fields.get_uint64();
          break;
        case varint(tf_field::kSize):
          range.size = fields.get_uint64();
          break;
        case tag_and_type(tf_field::kCrc, pbf_wire_type::fixed32):
          range.masked_crc = fields.get_fixed32();
          break;
        case message(tf_field::kSlices):
          description.slices.push_back(slice(fields.get_message()));
          break;
        default:
          fields.skip();
      }
    }
    return description;
  }

 private:
  Shape shape(pbf_reader fields) const {
    Shape shape;
    while (fields.next()) {
      if (fields.tag_and_type() == message(tf_field::kDim)) {
        check_rank(shape.size());
        shape.push_back(number(fields.get_message(), tf_field::kLength));
      } else if (fields.tag_and_type() == varint(tf_field::kUnknownRank) && fields.get_bool()) {
        throw bad_tensor(file_, tensor_, "has no shape");
      } else {
        fields.skip();
      }
    }
    return shape;
  }

  TfSlice slice(pbf_reader fields) const {
    TfSlice slice;
    while (fields.next(tf_field::kExtent, pbf_wire_type::length_delimited)) {
      check_rank(slice.size());
      const pbf_reader extent = fields.get_message();
      slice.push_back(
          {number(extent, tf_field::kFirst), number(extent, tf_field::kCount, TfExtent::kAll)});
    }
    return slice;
  }

  void check_rank(std::size_t dimensions_so_far) const {
    if (dimensions_so_far == kMostDimensions)
      throw bad_tensor(file_, tensor_, "has too many dimensions");
  }

  // A field of a message of numbers.
  static std::int64_t number(pbf_reader fields, unsigned field, std::int64_t when_absent = 0) {
    std::int64_t value = when_absent;
    while (fields.next(field, pbf_wire_type::varint)) value = fields.get_int64();
    return value;
  }

  const std::filesystem::path& file_;
  std::string_view tensor_;
};

}  // namespace

TfDescription parse_tf_description(std::string_view bytes, const std::filesystem::path& file,
                                   std::string_view tensor) {
  try {
    return DescriptionReader(file, tensor).read(pbf_reader(bytes.data(), bytes.size()));
  } catch (const protozero::exception&) {
    throw bad_tensor(file, tensor, "its description is damaged");
  }
}

}  // namespace albert::io
