#include "common/document_lines.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/temp_dir.h"

namespace {

using namespace albert::apps;
using Documents = std::vector<std::vector<std::string>>;

RecordSources sources_of(const std::string& file, InputFormat format = InputFormat::automatic) {
  RecordSources sources;
  sources.files = {file};
  sources.format = format;
  sources.shape = {.text = {}, .pair = {}, .list = "sentences", .list_columns = true};
  return sources;
}

Documents read_all(const RecordSources& sources) {
  DocumentLines lines(sources);
  Documents documents;
  Record record;
  while (lines.next(record, true) == RecordSource::Step::record) documents.push_back(record.list);
  return documents;
}

TEST_CASE("a blank line or the end of a file ends a document") {
  const albert::test::TempDir dir;
  const std::string file = dir.write("a", "\n\none\ntwo\tcolumns\n \n\nthree\n").string();
  CHECK(read_all(sources_of(file)) == Documents{{"one", "two\tcolumns"}, {"three"}});
  RecordSources both = sources_of(file);
  both.files = {file, file};
  CHECK(read_all(both).size() == 4);
  both.shard = {1, 2};
  CHECK(read_all(both) == Documents{{"three"}, {"three"}});
}

TEST_CASE("a document has the position of its first line") {
  const albert::test::TempDir dir;
  const std::string file = dir.write("a", "\none\ntwo\n\nthree").string();
  DocumentLines lines(sources_of(file));
  Record record;
  REQUIRE(lines.next(record, true) == RecordSource::Step::record);
  CHECK(record.line == 2);
  REQUIRE(lines.next(record, true) == RecordSource::Step::record);
  CHECK(record.line == 5);
}

TEST_CASE("an object, a line of columns, or all arguments are a document") {
  const albert::test::TempDir dir;
  const std::string objects =
      dir.write("a.jsonl", "{\"sentences\": [\"a\", \"\"]}\n\n{\"sentences\": []}\n").string();
  CHECK(read_all(sources_of(objects)) == Documents{{"a", ""}, {}});
  const std::string columns = dir.write("a.tsv", "a\tb\tc\n\nd\n").string();
  CHECK(read_all(sources_of(columns)) == Documents{{"a", "b", "c"}, {""}, {"d"}});
  RecordSources arguments = sources_of(columns);
  arguments.arguments = {"one", "two", "three"};
  CHECK(read_all(arguments) == Documents{{"one", "two", "three"}, {"a", "b", "c"}, {""}, {"d"}});
}

TEST_CASE("a list that is null is none") {
  Record record;
  parse_record(InputFormat::jsonl, R"({"text": "a", "targets": null})",
               {.pair = {}, .list = "targets"}, record);
  CHECK(record.good());
  CHECK(record.list.empty());
  Record missing;
  parse_record(InputFormat::jsonl, R"({"sentences": null})",
               {.text = {}, .pair = {}, .list = "sentences"}, missing);
  CHECK(missing.error == "'sentences' is missing");
}

}  // namespace
