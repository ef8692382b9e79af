// Normalization and segmentation beside the sentencepiece library, over random text: pieces and
// ids must be equal for models with every combination of options that we read.
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <sentencepiece_processor.h>

#include "albert/base/mapped_file.h"
#include "spiece_builder.h"
#include "support/shared.h"
#include "tokenizer/spiece_normalizer.h"
#include "tokenizer/unicode.h"
#include "tokenizer/unigram_segmenter.h"

namespace {

using namespace albert;
using albert::test::SpieceBuilder;

/// Text that mixes words, spaces of all sorts, marks, compatibility characters and random ones.
class RandomText {
 public:
  explicit RandomText(std::uint32_t seed) : random_(seed) {}

  std::string next() {
    std::string text;
    for (std::size_t left = below(40); left > 0; --left) {
      switch (below(8)) {
        case 0:
          text += ' ';
          break;
        case 1:
          append_utf8(text, static_cast<char32_t>(0x20 + below(0x60)));
          break;
        case 2:
          append_utf8(text, static_cast<char32_t>(1 + below(0x2FF)));
          break;
        case 3:
          append_utf8(text, static_cast<char32_t>(0x300 + below(0x70)));
          break;
        case 4:
          append_utf8(text, static_cast<char32_t>(0x2000 + below(0x700)));
          break;
        case 5:
          append_utf8(text, static_cast<char32_t>(0xFB00 + below(0x4F0)));
          break;
        case 6:
          append_utf8(text, static_cast<char32_t>(0x10000 + below(0x10000)));
          break;
        default:
          text += kWords[below(std::size(kWords))];
      }
    }
    return text;
  }

 private:
  static constexpr const char* kWords[] = {
      "the ", "of", "ing",          " and",         "tion", "9,000",    "aa", "aaaa",
      "ff",   "f",  "\xE2\x96\x81", "\xEF\xBC\x88", "(",    "\xC2\xBD", "  ", "\t\n"};

  std::size_t below(std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_);
  }

  std::mt19937 random_;
};

void compare(const std::string& bytes, std::size_t texts, std::uint32_t seed) {
  sentencepiece::SentencePieceProcessor reference;
  REQUIRE(reference.LoadFromSerializedProto(bytes).ok());
  const SpieceModel model = parse_spiece_model(bytes, "spiece.model");
  const SpieceNormalizer normalizer(model);
  const UnigramSegmenter segmenter = make_segmenter(model);
  UnigramSegmenter::Workspace workspace;
  RandomText random(seed);
  for (std::size_t i = 0; i < texts; ++i) {
    const std::string text = random.next();
    CAPTURE(text);
    AlignedText input;
    for (std::size_t k = 0; k < text.size(); ++k) {
      input.push(text[k], static_cast<std::uint32_t>(k));
    }
    input.end = static_cast<std::uint32_t>(text.size());
    AlignedText normalized;
    normalizer.normalize(input, normalized);
    std::vector<UnigramSegmenter::Piece> pieces;
    segmenter.segment(normalized.text, workspace, pieces);

    std::vector<int> ids;
    std::vector<std::string> surfaces;
    for (const auto& piece : pieces) {
      ids.push_back(piece.id);
      surfaces.push_back(normalized.text.substr(piece.begin, piece.end - piece.begin));
    }
    REQUIRE(surfaces == reference.EncodeAsPieces(text));
    REQUIRE(ids == reference.EncodeAsIds(text));
  }
}

}  // namespace

TEST_CASE("the built-in vocabulary segments as in sentencepiece") {
  compare(read_file(test::fixtures_dir() / "tokenizer/spiece.model"), 3000, 1);
}

TEST_CASE("the original vocabulary segments as in sentencepiece") {
  if (!test::need_shared("original vocabulary", "goldens/models/tiny-shared/spiece.model")) return;
  compare(read_file(test::shared_dir() / "goldens/models/tiny-shared/spiece.model"), 3000, 2);
}

TEST_CASE("every option of the model file counts as in sentencepiece") {
  const std::string charsmap =
      parse_spiece_model(read_file(test::fixtures_dir() / "tokenizer/spiece.model"), "").charsmap;
  for (unsigned options = 0; options < 16; ++options) {
    CAPTURE(options);
    SpieceBuilder builder = SpieceBuilder::with_basic_pieces();
    builder.piece("a", -2.5F).piece("aa", -5.0F).piece("aaaa", -9.75F).piece("f", -3.25F);
    builder.piece("ff", -6.5F).piece("the", -4.0F).piece("\xE2\x96\x81the", -3.0F);
    builder.piece("in", 0.5F).piece("g", -1.0F).piece("\xE2\x96\x81", -2.0F);
    builder.piece("(", 0.0F, SpieceModel::PieceType::user_defined);
    builder.piece("9,0", 0.0F, SpieceModel::PieceType::user_defined);
    builder.piece("tion", -1.0F, SpieceModel::PieceType::unused);
    builder.add_dummy_prefix((options & 1U) != 0).remove_extra_whitespaces((options & 2U) != 0);
    builder.escape_whitespaces((options & 4U) != 0);
    if ((options & 8U) != 0) builder.charsmap(charsmap);
    compare(builder.bytes(), 500, options);
  }
}
