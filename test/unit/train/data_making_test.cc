// From texts to files of examples: windows, threads, memory.
#include "albert/train/data/data_making.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <sys/resource.h>

#include "albert/base/mapped_file.h"
#include "support/shared.h"
#include "train/data/text_windows.h"
#include "unit/train/data_fixture.h"

namespace {

using namespace albert;
using Fixture = test::DataFixture;
using test::code_of;
namespace fs = std::filesystem;

const auto no_progress = [](std::uint64_t) {};

// Nothing is hidden, so that examples show the text.
constexpr train::MaskingOptions kShown = {.mask = 0, .random = 0};

struct Made {
  train::DataMakingReport report;
  std::string bytes;
  train::ExampleBatch examples;
};

Made make(const Fixture& fixture, const fs::path& text, const train::DataMakingOptions& options,
          int threads = 1) {
  const fs::path out = fixture.dir.path() / "examples";
  ThreadPool pool(threads);
  Made made;
  made.report = train::make_data({&text, 1}, *fixture.tokenizer, options, out, pool, no_progress);
  const train::ExampleFile file(out);
  for (std::size_t i = 0; i < file.size(); ++i) file.append(i, made.examples);
  made.bytes = read_file(out);
  return made;
}

std::vector<std::string> windows_of(const std::vector<fs::path>& texts, std::size_t size) {
  std::vector<std::string> result;
  train::TextWindows windows(texts, size);
  for (auto window = windows.next(); !window.empty(); window = windows.next()) {
    result.emplace_back(window);
  }
  return result;
}

}  // namespace

TEST_CASE("windows are whole documents if they fit, and lose nothing") {
  const test::TempDir dir;
  std::string text;
  for (int d = 0; d < 50; ++d) {
    for (int s = 0; s <= d % 7; ++s) text += "sentence " + std::to_string(d * 10 + s) + ".\n";
    text += d % 3 == 0 ? " \t\n\n" : "\n";
  }
  const fs::path file = dir.write("text", text);
  for (const std::size_t size : {200, 333, 1000, 100000}) {
    CAPTURE(size);
    const auto windows = windows_of({file, file}, size);
    std::string joined;
    for (std::size_t i = 0; i < windows.size(); ++i) {
      CHECK(windows[i].size() <= size + size / 2);
      CHECK(windows[i].ends_with("\n"));
      const bool ends_document = windows[i].ends_with("\n\n") || windows[i].ends_with("\t\n");
      CHECK(ends_document);
      joined += windows[i];
    }
    CHECK(joined == text + "\n\n" + text + "\n\n");
    if (windows.size() > 1) CHECK(windows.back().size() >= size / 2);
  }
  // Longer documents are split after a line, longer lines after a word, longer words anywhere.
  for (const std::string& long_text : {std::string(500, 'x'), std::string("word ") + text}) {
    const fs::path other = dir.write("long", long_text);
    std::string joined;
    for (const std::string& window : windows_of({other}, 32)) {
      CHECK(window.size() <= 48);
      joined += window;
    }
    CHECK(joined == long_text + "\n\n");
  }
  const auto cut =
      windows_of({dir.write("lines", "one two\nthree four\nfive six\nseven eight\n")}, 20);
  CHECK(cut.front() == "one two\nthree four\n");
  CHECK(code_of([&] { windows_of({dir.path() / "nowhere"}, 20); }) == ErrorCode::io);
  CHECK(code_of([&] { windows_of({dir.path()}, 20); }) == ErrorCode::io);
}

TEST_CASE("the same bytes with any number of threads, others from another seed") {
  const Fixture fixture;
  const train::DataMakingOptions options = {
      .pairs = {.max_length = 19}, .epochs = 20, .window_bytes = 300};
  const std::string expected = make(fixture, fixture.toy.text, options, 1).bytes;
  for (const int threads : {2, 5}) {
    CHECK(make(fixture, fixture.toy.text, options, threads).bytes == expected);
  }
  train::DataMakingOptions other = options;
  other.seed = 2;
  CHECK(make(fixture, fixture.toy.text, other).bytes != expected);
  other = options;
  other.window_bytes = 1 << 20;
  CHECK(make(fixture, fixture.toy.text, other).bytes != expected);
}

TEST_CASE("examples have the text in the order of their label") {
  const Fixture fixture;
  for (const std::size_t window : {300, 1 << 20}) {
    CAPTURE(window);
    const Made made = make(fixture, fixture.toy.text,
                           {.pairs = {.max_length = 19, .short_share = 0},
                            .masking = kShown,
                            .epochs = 2,
                            .window_bytes = window});
    CHECK(made.report.documents == test::ToyText::kDocuments);
    CHECK(made.report.sentences == test::ToyText::kDocuments * test::ToyText::kSentences);
    const train::ExampleBatch& examples = made.examples;
    REQUIRE(examples.sequences() == made.report.examples.examples);
    // Three sentences fill an example, so each document gives two, twice.
    CHECK(examples.sequences() == 2 * 2 * test::ToyText::kDocuments);
    std::map<std::int32_t, int> seen;
    for (std::size_t s = 0; s < examples.sequences(); ++s) {
      std::vector<std::int32_t> ids(
          examples.input_ids.begin() + static_cast<std::ptrdiff_t>(examples.starts[s]),
          examples.input_ids.begin() + static_cast<std::ptrdiff_t>(examples.starts[s + 1]));
      CHECK(ids.front() == fixture.vocabulary.special.cls);
      CHECK(ids.back() == fixture.vocabulary.special.sep);
      const auto sep = std::find(ids.begin(), ids.end(), fixture.vocabulary.special.sep);
      CHECK((ids[1] > *(sep + 1)) == (examples.swapped[s] == 1));  // the text only counts upwards
      for (const std::int32_t id : ids) ++seen[id];
    }
    for (std::int32_t id = 5; id < 5 + 180; ++id) CHECK(seen[id] == 2);
  }
}

TEST_CASE("paragraphs are split where that is asked for") {
  const Fixture fixture;
  std::string sentences;
  std::string paragraphs;
  for (int d = 0; d < 6; ++d) {
    for (int s = 0; s < 9; ++s) {
      const std::string sentence = "D" + std::to_string(d) + "W" + std::to_string(s) + " unknown.";
      sentences += sentence + "\n";
      paragraphs += sentence + (s % 3 == 2 ? "\n" : " ");
    }
    sentences += "\n";
    paragraphs += "\n";
  }
  const train::DataMakingOptions options = {.pairs = {.max_length = 19}};
  train::DataMakingOptions splitting = options;
  splitting.split = true;
  const Made expected = make(fixture, fixture.dir.write("sentences", sentences), options);
  CHECK(expected.report.sentences == 54);
  const fs::path text = fixture.dir.write("paragraphs", paragraphs);
  CHECK(make(fixture, text, splitting, 2).bytes == expected.bytes);
  CHECK(make(fixture, text, options).report.sentences == 18);
}

TEST_CASE("texts without a pair leave no file") {
  const Fixture fixture;
  const auto fails = [&](const fs::path& text, const train::DataMakingOptions& options) {
    return code_of([&] { make(fixture, text, options); });
  };
  CHECK(fails(fixture.dir.write("lone", "d0w1\n\nd0w2\n\n"), {}) == ErrorCode::usage);
  CHECK(fails(fixture.dir.write("none", ""), {}) == ErrorCode::usage);
  CHECK(fails(fixture.dir.write("one", "d0w1\nd0w2\n"),
              {.pairs = {.objective = train::PairObjective::nsp}}) == ErrorCode::usage);
  CHECK(fails(fixture.toy.text, {.pairs = {.max_length = 70000}}) == ErrorCode::usage);
  CHECK(fails(fixture.dir.path() / "nowhere", {}) == ErrorCode::io);
  CHECK(!fs::exists(fixture.dir.path() / "examples"));
}

TEST_CASE("memory depends on the window, not on the text") {
  if (!test::need_plain_build("memory of make_data")) return;
  const Fixture fixture;
  const std::string once = read_file(fixture.toy.text);
  // Peak memory of this process so far, in bytes, after a text of so many.
  const auto peak = [&](std::size_t bytes) {
    const fs::path text = fixture.dir.path() / "large";
    std::ofstream out(text);
    for (std::size_t size = 0; size < bytes; size += once.size()) out << once;
    out.close();
    ThreadPool threads(2);
    train::make_data({&text, 1}, *fixture.tokenizer, {.window_bytes = std::size_t{1} << 18},
                     fixture.dir.path() / "examples", threads, no_progress);
    rusage usage = {};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::size_t>(usage.ru_maxrss) << 10;
  };
  const std::size_t text = std::size_t{8} << 20;
  const std::size_t small = peak(std::size_t{1} << 20);
  CHECK(peak(text) < small + text / 4);
}
