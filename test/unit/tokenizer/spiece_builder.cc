#include "spiece_builder.h"

#include <protozero/pbf_writer.hpp>

namespace albert::test {

using Type = SpieceModel::PieceType;

SpieceBuilder SpieceBuilder::with_basic_pieces() {
  SpieceBuilder builder;
  builder.piece("<pad>", 0.0F, Type::control).piece("<unk>", 0.0F, Type::unknown);
  for (const char* token : {"[CLS]", "[SEP]", "[MASK]"}) builder.piece(token, 0.0F, Type::control);
  return builder;
}

SpieceBuilder& SpieceBuilder::piece(std::string_view text, float score, Type type) {
  protozero::pbf_writer model(pieces_);
  protozero::pbf_writer piece(model, 1);
  piece.add_string(1, text.data(), text.size());
  piece.add_float(2, score);
  piece.add_enum(3, static_cast<std::int32_t>(type));
  return *this;
}

SpieceBuilder& SpieceBuilder::charsmap(std::string_view blob) {
  protozero::pbf_writer(normalizer_).add_bytes(2, blob.data(), blob.size());
  return *this;
}

SpieceBuilder& SpieceBuilder::add_dummy_prefix(bool value) {
  protozero::pbf_writer(normalizer_).add_bool(3, value);
  return *this;
}

SpieceBuilder& SpieceBuilder::remove_extra_whitespaces(bool value) {
  protozero::pbf_writer(normalizer_).add_bool(4, value);
  return *this;
}

SpieceBuilder& SpieceBuilder::escape_whitespaces(bool value) {
  protozero::pbf_writer(normalizer_).add_bool(5, value);
  return *this;
}

SpieceBuilder& SpieceBuilder::trainer(unsigned field, std::uint64_t value) {
  protozero::pbf_writer(trainer_).add_uint64(field, value);
  return *this;
}

std::string SpieceBuilder::bytes() const {
  std::string model = pieces_;
  protozero::pbf_writer writer(model);
  writer.add_message(2, trainer_);
  writer.add_message(3, normalizer_);
  return model;
}

}  // namespace albert::test
