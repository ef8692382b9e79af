// Trained vocabularies: ALBERT's special pieces, the same bytes from the same text, and our
// tokenizer on them beside sentencepiece.
#include "albert/train/vocabulary/vocabulary_training.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <sentencepiece_processor.h>

#include "albert/base/error.h"
#include "albert/tokenizer/tokenizer.h"
#include "support/temp_dir.h"

namespace {

using namespace albert;
using train::TrainedVocabulary;
using train::VocabularyOptions;

const auto no_progress = [](std::uint64_t, std::uint64_t) {};

/// Lines of words made of syllables, in the spelling that ALBERT's preparation gives them.
std::vector<std::string> plain_lines(std::size_t count, std::uint32_t seed) {
  static const char* const kSyllables[] = {"al", "bert", "ka", "no", "ing", "s", "tre", "mo"};
  std::mt19937 random(seed);
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < count; ++i) {
    std::string line;
    for (std::size_t word = 0; word < 8; ++word) {
      if (word > 0) line += ' ';
      for (std::size_t n = 1 + random() % 3; n > 0; --n) line += kSyllables[random() % 8];
    }
    lines.push_back(line + (random() % 4 == 0 ? " (5 £)." : "."));
  }
  return lines;
}

struct Fixture {
  test::TempDir dir;
  std::filesystem::path text;

  explicit Fixture(std::size_t lines) {
    std::string content;
    for (const std::string& line : plain_lines(lines, 1)) content += line + "\n\n";
    text = dir.write("text.txt", content);
  }

  TrainedVocabulary train(VocabularyOptions options, int threads = 1) const {
    ThreadPool pool(threads);
    return train::train_vocabulary({&text, 1}, options, pool, no_progress);
  }
};

std::string usage_problem(const auto& action) {
  try {
    action();
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::usage);
    return error.problem();
  }
  FAIL("no error");
  return {};
}

}  // namespace

TEST_CASE("a trained vocabulary has ALBERT's special pieces and tokenizes as sentencepiece does") {
  const Fixture fixture(2000);
  const TrainedVocabulary trained = fixture.train({.pieces = 120});
  CHECK(trained.lines == 2000);
  CHECK(trained.sentences == 2000);
  const auto tokenizer = Tokenizer::load(fixture.dir.write("spiece.model", trained.model));
  REQUIRE(tokenizer->vocab_size() == 120);
  const std::vector<std::string> expected = {"<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]", "(", ")",
                                             "\"",    "-",     ".",     "–",     "£",      "€"};
  for (std::size_t id = 0; id < expected.size(); ++id) {
    CHECK(tokenizer->piece(static_cast<std::int32_t>(id)) == expected[id]);
  }
  CHECK(tokenizer->special().mask == 4);

  sentencepiece::SentencePieceProcessor reference;
  REQUIRE(reference.LoadFromSerializedProto(trained.model).ok());
  for (const std::string& line : plain_lines(300, 2)) {
    CAPTURE(line);
    const auto ours = tokenizer->encode(line, std::nullopt, {.add_special_tokens = false});
    CHECK(ours.input_ids == reference.EncodeAsIds(line));
  }
  // What is upper case or has accents was learned as the tokenizer will see it.
  const auto ids = [&](const char* text) { return tokenizer->encode(text).input_ids; };
  CHECK(ids("ALBERT káno") == ids("albert kano"));
}

TEST_CASE("the text is prepared before pieces are learned") {
  const test::TempDir dir;
  std::string content;
  for (int i = 0; i < 50; ++i) content += "Öl und ÄRGER, ``so`` viel\n";
  const auto text = dir.write("text.txt", content);
  ThreadPool threads(1);
  const TrainedVocabulary trained =
      train::train_vocabulary({&text, 1}, {.pieces = 27}, threads, no_progress);
  const auto tokenizer = Tokenizer::load(dir.write("spiece.model", trained.model));
  std::string characters;
  for (std::int32_t id = 13; id < 27; ++id) characters += tokenizer->piece(id);
  CHECK(characters.find("o") != std::string::npos);
  for (const char* gone : {"Ö", "ö", "Ä", "ä", "R", "`"}) {
    CHECK(characters.find(gone) == std::string::npos);
  }
}

TEST_CASE("case and accents are kept when asked for, and the settings say so") {
  const test::TempDir dir;
  std::string content;
  for (int i = 0; i < 50; ++i) content += "Été à Paris ou Été à Nice\n";
  for (const std::string& line : plain_lines(300, 1)) content += line + "\n";
  const auto text = dir.write("text.txt", content);
  ThreadPool threads(1);
  for (const bool lower_case : {true, false}) {
    for (const bool keep_accents : {true, false}) {
      CAPTURE(lower_case);
      CAPTURE(keep_accents);
      const TrainedVocabulary trained = train::train_vocabulary(
          {&text, 1}, {.pieces = 80, .lower_case = lower_case, .keep_accents = keep_accents},
          threads, no_progress);
      dir.write("tokenizer_config.json", trained.settings);
      const auto tokenizer = Tokenizer::load(dir.write("spiece.model", trained.model));
      const auto ids = tokenizer->encode("Été à Paris").input_ids;
      CHECK(std::find(ids.begin(), ids.end(), tokenizer->special().unk) == ids.end());
      const std::string expected = lower_case     ? keep_accents ? "été à paris" : "ete a paris"
                                   : keep_accents ? "Été à Paris"
                                                  : "Ete a Paris";
      CHECK(tokenizer->decode(ids, {.skip_special_tokens = true}) == expected);
    }
  }
}

TEST_CASE("the coverage is that of ALBERT's own vocabulary") {
  CHECK(VocabularyOptions().coverage == 0.99995);
}

TEST_CASE("same text, same vocabulary; a sample depends on its seed") {
  const Fixture fixture(3000);
  const VocabularyOptions options = {.pieces = 100};
  const std::string expected = fixture.train(options).model;
  CHECK(fixture.train(options, 3).model == expected);
  const auto sampled = [&](std::uint64_t seed) {
    return fixture.train({.pieces = 100, .sentences = 600, .seed = seed}, 2);
  };
  const TrainedVocabulary sample = sampled(1);
  CHECK(sample.lines == 3000);
  CHECK(sample.sentences > 500);
  CHECK(sample.sentences < 700);
  CHECK(sampled(1).model == sample.model);
  CHECK(sampled(2).model != sample.model);
}

TEST_CASE("texts without enough to learn from are refused") {
  const Fixture few(20);
  CHECK(usage_problem([&] { few.train({.pieces = 5000}); }).find("too high") != std::string::npos);
  CHECK(usage_problem([&] { few.train({.pieces = 15}); }).find("smaller") != std::string::npos);
  CHECK(usage_problem([&] { few.train({.pieces = 100, .longest_sentence = 5}); }) ==
        "every line is longer than 5 bytes");
  CHECK(usage_problem([&] { Fixture(0).train({}); }) == "has no sentences");
}
