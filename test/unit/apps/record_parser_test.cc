#include "common/record_parser.h"

#include <string>

#include <doctest/doctest.h>

namespace albert::apps {
namespace {

Record parsed(InputFormat format, std::string_view line) {
  Record record;
  parse_record(format, line, {}, record);
  return record;
}

TEST_CASE("the format follows the file's name when it is automatic") {
  const auto resolved = [](InputFormat format, std::string_view source) {
    return format_of(format, source, InputFormat::tsv);
  };
  CHECK(resolved(InputFormat::automatic, "a.jsonl") == InputFormat::jsonl);
  CHECK(resolved(InputFormat::automatic, "a.ndjson") == InputFormat::jsonl);
  CHECK(resolved(InputFormat::automatic, "a.txt") == InputFormat::tsv);
  CHECK(resolved(InputFormat::automatic, "a.json") == InputFormat::json);
  CHECK(resolved(InputFormat::automatic, "a.jsonl.gz") == InputFormat::jsonl);
  CHECK(resolved(InputFormat::automatic, "a.json.xz") == InputFormat::json);
  CHECK(resolved(InputFormat::automatic, "a.txt.zst") == InputFormat::tsv);
  CHECK(format_of(InputFormat::automatic, "a.tsv.zst", InputFormat::text) == InputFormat::tsv);
  CHECK(format_of(InputFormat::automatic, "", InputFormat::text) == InputFormat::text);
  CHECK(resolved(InputFormat::text, "a.jsonl") == InputFormat::text);
}

TEST_CASE("text keeps tabs, tsv splits at one") {
  CHECK(parsed(InputFormat::text, "a\tb\tc").text == "a\tb\tc");
  CHECK_FALSE(parsed(InputFormat::text, "a\tb").pair);
  CHECK_FALSE(parsed(InputFormat::tsv, "a b").pair);
  CHECK(parsed(InputFormat::tsv, "a\tb").text == "a");
  CHECK(parsed(InputFormat::tsv, "a\tb").pair == "b");
  CHECK(parsed(InputFormat::tsv, "a\t").pair == "");
  CHECK(parsed(InputFormat::tsv, "a\tb\tc").error.starts_with("has 3 columns"));
}

TEST_CASE("jsonl takes text, pair and id") {
  const Record record =
      parsed(InputFormat::jsonl, R"( {"x": {"id": [1, "}"]}, "pair":"b\n\u00e9" ,"text" : "a"} )");
  CHECK(record.good());
  CHECK(record.text == "a");
  CHECK(record.pair == "b\né");
  CHECK(record.id.empty());
  CHECK_FALSE(parsed(InputFormat::jsonl, R"({"text": "a", "pair": null})").pair);
  CHECK(parsed(InputFormat::jsonl, R"({"text": "a", "text": "b"})").text == "b");
  CHECK(parsed(InputFormat::jsonl, "{\"text\": \"a\xFF\"}").text == "a\xEF\xBF\xBD");
}

TEST_CASE("the id is kept byte for byte, whatever it is") {
  for (const std::string id : {"1.10", "12345678901234567890123", "null", "\"\\u0041, }\"",
                               "{\"a\": [1,  2]}", "true", "1E5"}) {
    CHECK(parsed(InputFormat::jsonl, "{\"id\":" + id + " , \"text\":\"\"}").id == id);
    CHECK(parsed(InputFormat::jsonl, "{\"text\":\"\",\"\\u0069d\": " + id + "}").id == id);
  }
  CHECK(parsed(InputFormat::jsonl, R"({"id": 7})").id == "7");
}

TEST_CASE("members that are not read go through as they are spelled, the last of a repeated key") {
  const Record record =
      parsed(InputFormat::jsonl,
             R"({"a": 1.50, "text": "x", "b": {"c": ["\u0041"]}, "a": null, "id": 1})");
  REQUIRE(record.fields.size() == 2);
  CHECK(record.fields[0].key == "b");
  CHECK(record.fields[0].json == R"({"c": ["\u0041"]})");
  CHECK(record.fields[1].key == "a");
  CHECK(record.fields[1].json == "null");
}

TEST_CASE("a command says which members and columns it reads") {
  const RecordShape shape = {.text = "prompt", .pair = "", .list = "choices", .list_columns = true};
  const auto read = [](const RecordShape& wanted, InputFormat format, std::string_view line) {
    Record record;
    parse_record(format, line, wanted, record);
    return record;
  };
  const Record object =
      read(shape, InputFormat::jsonl, R"({"prompt": "a", "choices": ["b", "c"], "text": "d"})");
  CHECK(object.good());
  CHECK(object.text == "a");
  CHECK(object.list == std::vector<std::string>{"b", "c"});
  REQUIRE(object.fields.size() == 1);
  CHECK(object.fields[0].key == "text");
  CHECK(read(shape, InputFormat::tsv, "a\tb\t\tc").list == std::vector<std::string>{"b", "", "c"});
  CHECK(read(shape, InputFormat::jsonl, R"({"choices": []})").error == "'prompt' is missing");
  CHECK(read(shape, InputFormat::jsonl, R"({"prompt": "a", "choices": [1]})").error ==
        "'choices' is not a list of strings");
  const RecordShape list_only = {.text = "", .pair = "", .list = "sentences"};
  CHECK(read(list_only, InputFormat::jsonl, R"({"sentences": ["a"]})").list.size() == 1);
  CHECK(read(list_only, InputFormat::jsonl, "{}").error == "'sentences' is missing");
}

TEST_CASE("half a surrogate pair is U+FFFD") {
  const auto text = [](const std::string& json) {
    const Record record = parsed(InputFormat::jsonl, json);
    return record.good() ? record.text : record.error;
  };
  const std::string replacement = "\xEF\xBF\xBD";
  CHECK(text(R"({"text": "a\ud83d"})") == "a" + replacement);
  CHECK(text(R"({"text": "\uDE00b"})") == replacement + "b");
  CHECK(text(R"({"text": "\ud83d\ud83d\ude00"})") == replacement + "\xF0\x9F\x98\x80");
  CHECK(text(R"({"text": "\ud83d\u0041"})") == replacement + "A");
  CHECK(text(R"({"text": "\ud83d\\ude00"})") == replacement + "\\ude00");
  CHECK(text(R"({"text": "\\ud83d"})") == "\\ud83d");
  CHECK(text(R"({"text": "\ud83d\ude00"})") == "\xF0\x9F\x98\x80");
  CHECK(text(R"({"text": "\ud8)") == "is not a JSON object");
  const Record record = parsed(InputFormat::jsonl, R"({"id": "\udc00", "text": "\ud800"})");
  CHECK(record.id == R"("\udc00")");
  CHECK(record.text == replacement);
}

TEST_CASE("the problem of a JSON line is reported") {
  for (const std::string line : {"", "x", "\"text\"", "{\"text\": \"a\"", "{} {}"}) {
    CHECK(parsed(InputFormat::jsonl, line).error == "is not a JSON object");
  }
  CHECK(parsed(InputFormat::jsonl, "[{}]").error ==
        "is a JSON array, not an object (--input-format json reads arrays of objects)");
  CHECK(parsed(InputFormat::jsonl, "{}").error == "'text' is missing");
  CHECK(parsed(InputFormat::jsonl, R"({"text": 1})").error == "'text' is not a string");
  CHECK(parsed(InputFormat::jsonl, R"({"text": "a", "pair": 1})").error ==
        "'pair' is not a string");
  CHECK_FALSE(parsed(InputFormat::jsonl, std::string(1000000, '[')).good());
}

}  // namespace
}  // namespace albert::apps
