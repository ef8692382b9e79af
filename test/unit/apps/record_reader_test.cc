#include "common/record_reader.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "albert/base/error.h"
#include "support/temp_dir.h"

namespace albert::apps {
namespace {

using test::TempDir;
using Step = RecordSource::Step;

std::vector<Record> all(RecordSources sources) {
  RecordReader reader(std::move(sources));
  std::vector<Record> records;
  for (Record record; reader.next(record, true) == Step::record;) records.push_back(record);
  return records;
}

std::vector<std::string> texts(RecordSources sources) {
  std::vector<std::string> result;
  for (const Record& record : all(std::move(sources))) result.push_back(record.text);
  return result;
}

using Texts = std::vector<std::string>;

TEST_CASE("lines end with LF, CRLF or the end of the file") {
  const TempDir dir;
  const auto lines = [&](std::string_view content) {
    return texts({{dir.write("in", content).string()}, {}, InputFormat::text});
  };
  CHECK(lines("") == Texts{});
  CHECK(lines("\n") == Texts{""});
  CHECK(lines("a") == Texts{"a"});
  CHECK(lines("a\n") == Texts{"a"});
  CHECK(lines("a\r\n\r\nb\r") == Texts{"a", "", "b"});
  CHECK(lines("a\rb\n\n") == Texts{"a\rb", ""});
  CHECK(lines("\xEF\xBB\xBFx\n\xEF\xBB\xBFy") == Texts{"x", "\xEF\xBB\xBFy"});
  CHECK(lines(std::string_view("a\0b\n\xFF\xC3", 6)) == Texts{{"a\0b", 3}, "\xFF\xC3"});
}

TEST_CASE("long lines are complete, across many reads") {
  const TempDir dir;
  const std::string big(10'000'000, 'x');
  CHECK(texts({{dir.write("in", "a\n" + big + "\nb\n" + big).string()}}) ==
        Texts{"a", big, "b", big});
}

TEST_CASE("blank lines of JSON lines are skipped") {
  const TempDir dir;
  const std::string file =
      dir.write("in.jsonl", "\n{\"text\": \"a\"}\n \t\n\n{\"text\": \"b\"}\r\n\r\n").string();
  const std::vector<Record> records = all({{file}});
  REQUIRE(records.size() == 2);
  CHECK(records[1].text == "b");
  CHECK(records[1].line == 5);
  CHECK(texts({{file}, {}, InputFormat::automatic, InputFormat::tsv, {1, 2}}) == Texts{"b"});
}

TEST_CASE("JSON files: objects one a line, over several lines, or in an array") {
  const TempDir dir;
  const auto read = [&](std::string_view content) {
    return all({{dir.write("in.json", content).string()}});
  };
  const std::vector<std::string_view> same = {
      "{\"text\": \"a]}\"}\n\n{\"text\": \"b\", \"id\": [1]}\n",
      "[{\"text\": \"a]}\"}, {\"text\": \"b\", \"id\": [1]}]",
      "[\n  {\n    \"text\": \"a]}\"\n  },\n  {\"text\": \"b\", \"id\": [1]\n}\n]\n",
      "\n{\n\"text\": \"a]}\"}\n{\"text\": \"b\", \"id\": [1]}",
  };
  for (const std::string_view content : same) {
    const std::vector<Record> records = read(content);
    REQUIRE(records.size() == 2);
    CHECK(records[0].text == "a]}");
    CHECK(records[1].text == "b");
    CHECK(records[1].id == "[1]");
  }
  CHECK(read(same[2])[0].line == 2);
  CHECK(read(same[2])[1].line == 5);
  CHECK(read("").empty());
  CHECK(read("[]\n").empty());
  const std::vector<Record> broken = read("[{\"text\": \"a\n\"},\n{\"text\": \"b\"},\n3, {}]");
  REQUIRE(broken.size() >= 3);
  CHECK_FALSE(broken[0].good());
  CHECK_FALSE(broken.back().good());
  const std::vector<Record> lines = read("one\n{\"text\": \"two\"}\n");
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].error.find("is not a JSON object (the name of the file says JSON") == 0);
  CHECK(lines[1].text == "two");
  CHECK(read("[{\"text\": \"a\"").at(0).line == 1);  // cut off
}

TEST_CASE("JSON that is read as text is reported once per source, without --input-format") {
  const TempDir dir;
  const std::string object = "{\"text\": \"a\"}";
  const auto warnings_of = [&](const char* name, InputFormat format) {
    std::vector<std::string> heard;
    RecordSources sources{{dir.write(name, object + "\n" + object).string(), object, object}};
    sources.format = format;
    sources.text.warn = [&](const TextWarning& warning) { heard.push_back(warning.file); };
    texts(std::move(sources));
    return heard.size();
  };
  CHECK(warnings_of("in", InputFormat::automatic) == 2);
  CHECK(warnings_of("in.jsonl", InputFormat::automatic) == 1);  // the arguments
  CHECK(warnings_of("in", InputFormat::text) == 0);
  CHECK(warnings_of("in", InputFormat::jsonl) == 0);
}

TEST_CASE("arguments, files and line numbers") {
  const TempDir dir;
  const std::string one = dir.write("one", "1\n2\n").string();
  const std::string two = dir.write("two.jsonl", "{\"text\": \"3\"}\n").string();
  const std::vector<Record> records = all({{"a b", one, "c", two, "d"}, {one}});
  std::string seen;
  for (const Record& record : records) {
    const bool argument = record.source == "argument";
    CHECK((argument || record.source == one || record.source == two));
    seen += record.text + (argument ? "@" : ":") + std::to_string(record.line) + " ";
  }
  CHECK(seen == "a b@1 1:1 2:2 c@1 3:1 d@1 1:1 2:2 ");
}

TEST_CASE("two arguments make a pair where the command asks for it") {
  RecordSources sources{{"a", "b", "c\td", "e", "f"}};
  sources.pair_arguments = true;
  const std::vector<Record> records = all(sources);
  REQUIRE(records.size() == 3);
  CHECK(records[0].pair == "b");
  CHECK(records[1].text == "c");
  CHECK(records[1].pair == "d");
  CHECK(records[2].text == "e");
  CHECK(records[2].pair == "f");
  CHECK(texts({{"a", "b"}}) == Texts{"a", "b"});
}

TEST_CASE("a shard takes every N-th record over all sources and keeps line numbers") {
  const TempDir dir;
  const std::string file = dir.write("in", "0\n1\n2\n3\n4\n").string();
  CHECK(texts({{file, file}, {}, InputFormat::text, {}, {1, 3}}) == Texts{"1", "4", "2"});
  CHECK(all({{file}, {}, InputFormat::text, {}, {1, 3}})[1].line == 5);
  CHECK(texts({{"a", "b", "c"}, {}, InputFormat::text, {}, {1, 2}}) == Texts{"b"});
}

TEST_CASE("a missing file is found before anything is read; a failed read names the file") {
  const TempDir dir;
  CHECK_THROWS_WITH_AS(RecordReader({{"a"}, {"/no/such/file"}}),
                       "/no/such/file: cannot open: No such file or directory", Error);
  RecordReader reader({{}, {dir.path().string()}});
  Record record;
  CHECK_THROWS_AS(reader.next(record, true), Error);
}

TEST_CASE("a pause differs from a line, a half line, a line of another shard and the end") {
  const TempDir dir;
  const std::string fifo = (dir.path() / "fifo").string();
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  const int keeper = ::open(fifo.c_str(), O_RDWR);  // lets the open below not wait for a writer
  RecordSources sources{{fifo}};
  sources.shard = {0, 2};
  RecordReader reader(sources);
  Record record;
  CHECK(reader.next(record, false) == Step::pause);
  REQUIRE(::write(keeper, "a\nskipped\nhal", 13) == 13);
  REQUIRE(reader.next(record, false) == Step::record);
  CHECK(record.text == "a");
  CHECK(reader.next(record, false) == Step::pause);
  REQUIRE(::write(keeper, "f\n", 2) == 2);
  REQUIRE(reader.next(record, false) == Step::record);
  CHECK(record.text == "half");
  CHECK(record.line == 3);
  ::close(keeper);
  CHECK(reader.next(record, false) == Step::end);
  CHECK(reader.next(record, true) == Step::end);
}

}  // namespace
}  // namespace albert::apps
