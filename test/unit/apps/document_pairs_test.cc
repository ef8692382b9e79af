#include "common/document_pairs.h"

#include <string>

#include <doctest/doctest.h>

#include "support/temp_dir.h"

namespace albert::apps {
namespace {

using Step = RecordSource::Step;

/// Pairs as "first|second@line", marks as "end@line", errors as "error@line".
std::string stream(const RecordSources& sources) {
  DocumentPairs pairs(sources);
  std::string seen;
  for (Record record; pairs.next(record, true) == Step::record;) {
    const std::string what = record.mark     ? "end"
                             : record.good() ? record.text + "|" + *record.pair
                                             : "error";
    seen += what + "@" + std::to_string(record.line) + " ";
  }
  return seen;
}

TEST_CASE("adjacent lines make pairs; a blank line or the end makes a mark") {
  const test::TempDir dir;
  const auto of = [&](std::string_view text) {
    return stream({{}, {dir.write("in", text).string()}});
  };
  CHECK(of("a\nb\nc\n") == "a|b@2 b|c@3 end@3 ");
  CHECK(of("\n\na\nb\n \t\n\nc\n\nd\ne") == "a|b@4 end@4 end@7 d|e@10 end@10 ");
  CHECK(of("") == "");
  CHECK(of("\n \n") == "");
  CHECK(of("a\tb\nc\n") == "a\tb|c@2 end@2 ");
}

TEST_CASE("the end of a file ends the document, and arguments are lines too") {
  const test::TempDir dir;
  const std::string one = dir.write("one", "a\nb\n").string();
  const std::string two = dir.write("two", "c\nd\n").string();
  CHECK(stream({{"x", "y", "z"}, {one, two}}) == "x|y@2 y|z@3 end@3 a|b@2 end@2 c|d@2 end@2 ");
}

TEST_CASE("a line that cannot be read breaks its pairs, not its document") {
  const test::TempDir dir;
  const std::string file = dir.write("in.jsonl", R"({"text": "a"}
{"text": "b"}
nonsense
{"text": "c", "id": 5}
{"text": "d", "id": 6}
{"text": "e", "pair": "f"}
)")
                               .string();
  CHECK(stream({{}, {file}}) == "a|b@2 error@3 c|d@5 error@6 end@6 ");
  DocumentPairs pairs({{}, {file}});
  Record record;
  for (int i = 0; i < 3; ++i) pairs.next(record, true);
  CHECK(record.id == "6");
}

TEST_CASE("a shard takes whole documents") {
  const test::TempDir dir;
  const std::string file = dir.write("in", "a\nb\n\nc\nd\n\ne\nf\n").string();
  RecordSources sources{{}, {file}};
  sources.shard = {1, 2};
  CHECK(stream(sources) == "c|d@5 end@5 ");
  sources.shard = {0, 2};
  CHECK(stream(sources) == "a|b@2 end@2 e|f@8 end@8 ");
}

}  // namespace
}  // namespace albert::apps
