#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include <protozero/pbf_reader.hpp>

#include "io/binary_kind.h"

namespace albert::io {
namespace {

using enum FileKind;
using protozero::pbf_reader;
using protozero::pbf_wire_type;

constexpr int kMostFields = 8;  // that are read of one message

// The first fields of a message, as far as they are well-formed.
struct Beginning {
  std::array<std::uint32_t, kMostFields> tags{};       // number << 3 | wire type
  std::array<std::string_view, kMostFields> values{};  // of those with a length
  std::array<std::uint64_t, kMostFields> numbers{};    // of varints
  int count = 0;
  bool damaged = false;

  explicit Beginning(std::string_view message) noexcept {
    try {
      pbf_reader fields(message.data(), message.size());
      while (count < kMostFields && fields.next()) {
        const auto at = static_cast<std::size_t>(count);
        tags[at] = (fields.tag() << 3u) | static_cast<std::uint32_t>(fields.wire_type());
        switch (fields.wire_type()) {
          case pbf_wire_type::varint:
            numbers[at] = fields.get_uint64();
            break;
          case pbf_wire_type::length_delimited: {
            const protozero::data_view value = fields.get_view();
            values[at] = {value.data(), value.size()};
            break;
          }
          default:
            fields.skip();
        }
        ++count;
      }
    } catch (const protozero::exception&) {
      damaged = true;
    }
  }

  bool begins_with(std::initializer_list<std::uint32_t> wanted) const {
    return count >= static_cast<int>(wanted.size()) &&
           std::equal(wanted.begin(), wanted.end(), tags.begin());
  }
  std::string_view value_of(std::uint32_t tag) const {
    const auto end = tags.begin() + count;
    const auto at = std::find(tags.begin(), end, tag);
    return at == end ? std::string_view() : values[static_cast<std::size_t>(at - tags.begin())];
  }
  bool has(std::uint32_t tag) const {
    return std::find(tags.begin(), tags.begin() + count, tag) != tags.begin() + count;
  }
};

constexpr std::uint32_t varint(std::uint32_t number) {
  return number << 3u;
}
constexpr std::uint32_t length(std::uint32_t number) {
  return number << 3u | 2u;
}
constexpr std::uint32_t fixed32(std::uint32_t number) {
  return number << 3u | 5u;
}

bool is_text(std::string_view bytes) {
  return std::ranges::all_of(bytes, [](char c) { return static_cast<unsigned char>(c) >= 0x20; });
}

}  // namespace

FileKind protobuf_kind(std::span<const std::byte> content) noexcept {
  const Beginning file({reinterpret_cast<const char*>(content.data()), content.size()});
  // ModelProto of sentencepiece: pieces, each {text, score, type}.
  if (file.begins_with({length(1)})) {
    const Beginning first(file.values[0]);
    if (first.begins_with({length(1)}) && is_text(first.values[0]) && !first.damaged) {
      if (first.begins_with({length(1), fixed32(2)}) && first.count <= 3)
        return sentencepiece_model;
      // GraphDef: nodes, each {name, op, …}.
      if (first.begins_with({length(1), length(2)}) && is_text(first.values[1])) return tf_graph;
    }
    // MetaGraphDef: {MetaInfoDef {…, stripped_op_list = 2, …}, GraphDef}.
    const Beginning graph(file.value_of(length(2)));
    if (file.has(length(2)) && !first.damaged && (first.has(length(2)) || first.has(length(5))) &&
        graph.begins_with({length(1)})) {
      return tf_meta_graph;
    }
    return unknown;
  }
  if (!file.begins_with({varint(1)})) return unknown;
  // SavedModel: {schema version 1, MetaGraphDef}.
  constexpr std::uint64_t kMostIrVersion = 64;
  if (file.numbers[0] == 1 && file.begins_with({varint(1), length(2)}) &&
      Beginning(file.values[1]).begins_with({length(1)})) {
    return tf_saved_model;
  }
  // ModelProto of ONNX: {ir_version, …, graph = 7, opset_import = 8}.
  const bool is_onnx =
      file.numbers[0] <= kMostIrVersion &&
      (file.has(length(7)) || (file.has(length(2)) && is_text(file.value_of(length(2)))));
  return is_onnx ? onnx : unknown;
}

}  // namespace albert::io
