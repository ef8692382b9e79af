#include "tokenizer/spiece_model.h"

#include <cmath>
#include <unordered_set>

#include <fmt/core.h>
#include <protozero/exception.hpp>
#include <protozero/pbf_reader.hpp>

#include "albert/base/error.h"
#include "tokenizer/unicode.h"

namespace albert {
namespace {

using protozero::pbf_reader;
using protozero::pbf_wire_type;
using protozero::tag_and_type;

// Field numbers of sentencepiece_model.proto.
constexpr auto kPieces = tag_and_type(1, pbf_wire_type::length_delimited);
constexpr auto kTrainerSpec = tag_and_type(2, pbf_wire_type::length_delimited);
constexpr auto kNormalizerSpec = tag_and_type(3, pbf_wire_type::length_delimited);

constexpr auto kPieceText = tag_and_type(1, pbf_wire_type::length_delimited);
constexpr auto kPieceScore = tag_and_type(2, pbf_wire_type::fixed32);
constexpr auto kPieceType = tag_and_type(3, pbf_wire_type::varint);

constexpr auto kModelType = tag_and_type(3, pbf_wire_type::varint);
constexpr auto kWhitespaceAsSuffix = tag_and_type(24, pbf_wire_type::varint);
constexpr auto kByteFallback = tag_and_type(35, pbf_wire_type::varint);
constexpr std::uint64_t kUnigram = 1;

constexpr auto kCharsmap = tag_and_type(2, pbf_wire_type::length_delimited);
constexpr auto kAddDummyPrefix = tag_and_type(3, pbf_wire_type::varint);
constexpr auto kRemoveExtraWhitespaces = tag_and_type(4, pbf_wire_type::varint);
constexpr auto kEscapeWhitespaces = tag_and_type(5, pbf_wire_type::varint);

/// Replaces pbf_reader's get_bool(), which reads a byte without a bounds check.
bool get_flag(pbf_reader& message) {
  return message.get_uint64() != 0;
}

/// Throws Error{model} about one file.
class Complaint {
 public:
  explicit Complaint(const std::string& file) : file_(file) {}

  [[noreturn]] void damaged(std::string_view reason) const {
    throw Error(ErrorCode::model, fmt::format("not a usable sentencepiece model: {}", reason),
                file_, "the file may be damaged or truncated; fetch it again");
  }
  [[noreturn]] void unsupported(std::string_view feature) const {
    throw Error(ErrorCode::model, fmt::format("{} is not supported", feature), file_,
                "ALBERT vocabularies are unigram models without it");
  }

 private:
  const std::string& file_;
};

SpieceModel::Piece parse_piece(pbf_reader message, std::size_t id, const Complaint& complaint) {
  SpieceModel::Piece piece;
  while (message.next()) {
    switch (message.tag_and_type()) {
      case kPieceText:
        piece.text = message.get_string();
        break;
      case kPieceScore:
        piece.score = message.get_float();
        break;
      case kPieceType: {
        const std::uint64_t type = message.get_uint64();
        if (type < 1 || type > 5) complaint.unsupported(fmt::format("piece type {}", type));
        piece.type = static_cast<SpieceModel::PieceType>(type);
        break;
      }
      default:
        message.skip();
    }
  }
  if (piece.text.empty()) complaint.damaged(fmt::format("piece {} is empty", id));
  if (!is_valid_utf8(piece.text)) complaint.damaged(fmt::format("piece {} is not UTF-8", id));
  if (!std::isfinite(piece.score)) complaint.damaged(fmt::format("piece {} has no score", id));
  return piece;
}

void check_trainer(pbf_reader message, const Complaint& complaint) {
  while (message.next()) {
    switch (message.tag_and_type()) {
      case kModelType:
        if (message.get_uint64() != kUnigram) complaint.unsupported("a model type but unigram");
        break;
      case kWhitespaceAsSuffix:
        if (get_flag(message)) complaint.unsupported("white space as a suffix");
        break;
      case kByteFallback:
        if (get_flag(message)) complaint.unsupported("byte fallback");
        break;
      default:
        message.skip();
    }
  }
}

void parse_normalizer(pbf_reader message, SpieceModel& model) {
  while (message.next()) {
    switch (message.tag_and_type()) {
      case kCharsmap:
        model.charsmap = message.get_string();
        break;
      case kAddDummyPrefix:
        model.add_dummy_prefix = get_flag(message);
        break;
      case kRemoveExtraWhitespaces:
        model.remove_extra_whitespaces = get_flag(message);
        break;
      case kEscapeWhitespaces:
        model.escape_whitespaces = get_flag(message);
        break;
      default:
        message.skip();
    }
  }
}

void check_pieces(SpieceModel& model, const Complaint& complaint) {
  if (model.pieces.empty()) complaint.damaged("it has no pieces");
  std::unordered_set<std::string_view> seen;
  seen.reserve(model.pieces.size());
  bool has_unknown = false;
  for (std::size_t id = 0; id < model.pieces.size(); ++id) {
    const SpieceModel::Piece& piece = model.pieces[id];
    if (!seen.insert(piece.text).second) {
      complaint.damaged(fmt::format("piece {} repeats '{}'", id, piece.text));
    }
    if (piece.type == SpieceModel::PieceType::unknown) {
      if (has_unknown) complaint.damaged("it has two unknown pieces");
      has_unknown = true;
      model.unknown_id = static_cast<std::int32_t>(id);
    }
  }
  if (!has_unknown) complaint.damaged("it has no unknown piece");
}

}  // namespace

SpieceModel parse_spiece_model(std::string_view bytes, const std::string& file) {
  const Complaint complaint(file);
  SpieceModel model;
  try {
    pbf_reader message(bytes.data(), bytes.size());
    while (message.next()) {
      switch (message.tag_and_type()) {
        case kPieces:
          model.pieces.push_back(
              parse_piece(message.get_message(), model.pieces.size(), complaint));
          break;
        case kTrainerSpec:
          check_trainer(message.get_message(), complaint);
          break;
        case kNormalizerSpec:
          parse_normalizer(message.get_message(), model);
          break;
        default:
          message.skip();
      }
    }
  } catch (const protozero::exception& error) {
    complaint.damaged(error.what());
  }
  check_pieces(model, complaint);
  return model;
}

}  // namespace albert
