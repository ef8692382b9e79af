#include "albert/io/text_reader.h"

#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>
#include <unistd.h>

#include "albert/base/error.h"
#include "io/text_decoder.h"
#include "io/utf8_check.h"
#include "support/temp_dir.h"

namespace albert {
namespace {

using namespace std::string_literals;
using Kind = TextWarning::Kind;
using test::TempDir;

// "one [MASK]\ntwo\n" as gzip, xz and zstd write it.
const std::string kText = "one [MASK]\ntwo\n";
const std::string kGzip =
    "\x1F\x8B\x08\x00\x00\x00\x00\x00\x02\x03\xCB\xCF\x4B\x55\x88\xF6\x75\x0C\xF6\x8E\xE5\x2A\x29"
    "\xCF\xE7\x02\x00\xF7\x2D\xAA\xA4\x0F\x00\x00\x00"s;
const std::string kXz =
    "\xFD\x37\x7A\x58\x5A\x00\x00\x04\xE6\xD6\xB4\x46\x02\x00\x21\x01\x16\x00\x00\x00\x74\x2F\xE5"
    "\xA3\x01\x00\x0E\x6F\x6E\x65\x20\x5B\x4D\x41\x53\x4B\x5D\x0A\x74\x77\x6F\x0A\x00\x00\x1D\xA1"
    "\x86\x95\xB6\x87\x07\xA3\x00\x01\x27\x0F\xDF\x1A\xFC\x6A\x1F\xB6\xF3\x7D\x01\x00\x00\x00\x00"
    "\x04\x59\x5A"s;
const std::string kZstd =
    "\x28\xb5\x2f\xfd\x04\x58\x79\x00\x00\x6f\x6e\x65\x20\x5b\x4d\x41\x53\x4b\x5d\x0a\x74\x77\x6f"
    "\x0a\x06\x85\x5d\x72"s;

struct Read {
  std::string text;
  std::vector<TextWarning> warnings;
};

Read read(const std::filesystem::path& file, const std::string& encoding = {}) {
  Read result;
  TextReader reader(file, {.encoding = encoding, .warn = [&](const TextWarning& warning) {
                             result.warnings.push_back(warning);
                           }});
  while (reader.read_some(result.text)) {
  }
  return result;
}

Read decoded(const std::string& content, const std::string& encoding = {}) {
  const TempDir dir;
  return read(dir.write("in", content), encoding);
}

/// What is wrong with content, or "".
std::string problem(const std::string& content) {
  try {
    decoded(content);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::io);
    CHECK(error.where().ends_with("/in"));
    return error.problem();
  }
  return {};
}

TEST_CASE("the ending of a name is in lower case and not that of a compressed file") {
  CHECK(name_ending("d.x/a.b.JSONL.gz") == ".jsonl");
  CHECK(name_ending("a.tsv") == ".tsv");
  CHECK(name_ending("a.XZ").empty());
  CHECK(name_ending("-").empty());
}

TEST_CASE("a byte-order mark decides the encoding and is dropped") {
  CHECK(decoded("").text.empty());
  CHECK(decoded("a\xC3\xA9\n").text == "a\xC3\xA9\n");
  CHECK(decoded("\xEF\xBB\xBF"
                "a")
            .text == "a");
  CHECK(decoded("\xEF\xBB\xBF").text.empty());
  CHECK(decoded("\xFF\xFE"
                "a\0\xE9\0\n\0"s)
            .text == "a\xC3\xA9\n");
  CHECK(decoded("\xFE\xFF\0a\0\xE9\0\n"s).text == "a\xC3\xA9\n");
  CHECK(decoded("\xFF\xFE\0\0a\0\0\0\x00\xF6\x01\0"s).text == "a\xF0\x9F\x98\x80");
  CHECK(decoded("\0\0\xFE\xFF\0\0\0a\0\x01\xF6\0"s).text == "a\xF0\x9F\x98\x80");
  CHECK(decoded("\xFF\xFE\x3D\xD8\x00\xDE"s).text == "\xF0\x9F\x98\x80");
  CHECK(decoded("\xFF\xFE"s).text.empty());
  CHECK(decoded("\xFF\xFE"
                "a\0"s,
                "gbk")
            .text == "a");  // counts for more than the name
  CHECK(decoded("\xEF\xBB\xBF\xC3\xA9", "latin1").text == "\xC3\xA9");
}

TEST_CASE("other encodings are converted by name") {
  CHECK(decoded("caf\xE9\n", "latin1").text == "caf\xC3\xA9\n");
  CHECK(decoded("caf\xE9\n", "ISO-8859-1").text == "caf\xC3\xA9\n");
  CHECK(decoded("\xC4\xE3\xBA\xC3", "gbk").text == "\xE4\xBD\xA0\xE5\xA5\xBD");
  CHECK(decoded("a\0b\0"s, "utf_16_le").text == "ab");
  CHECK(decoded("a\0b\0"s, "utf-16").text == "ab");
  CHECK(decoded("\0a\0b"s, "UTF-16BE").text == "ab");
  CHECK(decoded("\xE9", "utf-8").text == "\xE9");
  for (const char* unknown : {"nonsense", "", "gbk//IGNORE", "utf-8,latin1", "../x", "\xFF"}) {
    if (*unknown == '\0') continue;
    CHECK_THROWS_AS(check_encoding(unknown), Error);
    CHECK_THROWS_AS(decoded("a", unknown), Error);
  }
  CHECK_NOTHROW(check_encoding("cp1252"));
  CHECK_NOTHROW(check_encoding("latin-1"));
  CHECK_NOTHROW(check_encoding("utf8"));
}

TEST_CASE("invalid UTF-8 is reported once, with its line") {
  CHECK(decoded("a\nb\xC3\xA9\n").warnings.empty());
  const Read read = decoded("a\nb\xE9\nc\xE9\n");
  CHECK(read.text == "a\nb\xE9\nc\xE9\n");
  REQUIRE(read.warnings.size() == 1);
  CHECK(read.warnings[0].kind == Kind::not_utf8);
  CHECK(read.warnings[0].line == 2);
  CHECK(read.warnings[0].file.ends_with("/in"));
  CHECK(decoded("a\n\xC3").warnings.at(0).line == 2);  // cut off at the end
  const std::string long_text = std::string(100'000, 'x') + "\n" + std::string(100'000, 'y');
  CHECK(decoded(long_text + "\n\xFF").warnings.at(0).line == 3);
}

TEST_CASE("UTF-16 and UTF-32 without a mark are suspected") {
  const auto suspected = [](const std::string& content) {
    const Read read = decoded(content);
    return read.warnings.empty() ? "" : read.warnings[0].encoding;
  };
  CHECK(suspected("a\0b\0\n\0"s) == "utf-16le");
  CHECK(suspected("\0a\0b\0\n"s) == "utf-16be");
  CHECK(suspected("a\0\0\0b\0\0\0"s) == "utf-32le");
  CHECK(suspected("\0\0\0a\0\0\0b"s) == "utf-32be");
  CHECK(suspected("\0[MASK]\0\n"s).empty());
  CHECK(suspected("a\0"s).empty());
  CHECK(suspected("a\nb\0c\n"s).empty());
}

TEST_CASE("invalid bytes become U+FFFD and are reported once") {
  const Read gbk = decoded("a\n\xC4\xE3\xFF\xBA\xC3\n\xFF", "gbk");
  CHECK(gbk.text == "a\n\xE4\xBD\xA0\xEF\xBF\xBD\xE5\xA5\xBD\n\xEF\xBF\xBD");
  REQUIRE(gbk.warnings.size() == 1);
  CHECK(gbk.warnings[0].kind == Kind::undecodable);
  CHECK(gbk.warnings[0].line == 2);
  const Read half = decoded(
      "\xFF\xFE"
      "a\0\n\0\0\xD8"
      "b\0c"s);  // a lone surrogate, half a unit
  CHECK(half.text ==
        "a\n\xEF\xBF\xBD"
        "b\xEF\xBF\xBD");
  REQUIRE(half.warnings.size() == 1);
  CHECK(half.warnings[0].line == 2);
  CHECK(half.warnings[0].encoding == "UTF-16LE");
}

TEST_CASE("JSON lines are recognized by the first line") {
  const auto is_json = [](const std::string& content) {
    const Read read = decoded(content);
    return !read.warnings.empty() && read.warnings[0].kind == Kind::json_lines;
  };
  CHECK(is_json("{\"text\": \"a\"}\n"));
  CHECK(is_json("\n \n{\"text\": \"a\"}"));
  CHECK_FALSE(is_json("{a} b\n"));
  CHECK_FALSE(is_json("a\n{}\n"));
  CHECK_FALSE(is_json("[1]\n"));
  CHECK_FALSE(is_json("{" + std::string(3'000'000, ' ') + "}\n"));
}

TEST_CASE("compressed texts are recognized by content") {
  for (const std::string& content : {kGzip, kXz, kZstd}) {
    CHECK(decoded(content).text == kText);
    CHECK(decoded(content + content).text == kText + kText);  // members, one after another
    for (std::size_t size = 6; size < content.size(); ++size) {
      const std::string cut_off = content.substr(0, size);
      CHECK_MESSAGE(problem(cut_off).find("is truncated") == 0, size);
    }
    CHECK(problem(content + "some other bytes").find("its ") == 0);
    std::string damaged = content;
    damaged[content.size() / 2] ^= 0x55;
    CHECK(problem(damaged).find("cannot be decompressed") != std::string::npos);
  }
  CHECK(decoded(kGzip + std::string(512, '\0')).text == kText);  // as tape drives fill up blocks
  CHECK(decoded(kXz + std::string(4, '\0')).text == kText);
  CHECK(decoded("\x1F"
                "a")
            .text ==
        "\x1F"
        "a");
  CHECK(decoded("\x1F").text == "\x1F");
}

TEST_CASE("archives are refused") {
  CHECK(problem("PK\x03\x04" + std::string(100, 'x')) == "is a zip archive, not a text");
  CHECK(problem("BZh91AY&SY" + std::string(100, 'x')) == "is a bzip2 archive, not a text");
  std::string tar(1024, '\0');
  tar.replace(257, 5, "ustar");
  CHECK(problem(tar) == "is a tar archive, not a text");
}

TEST_CASE("a pipe returns available data, and never waits for more") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  TextReader reader("/dev/fd/" + std::to_string(ends[0]));
  const auto send = [&](std::string_view bytes) {
    REQUIRE(::write(ends[1], bytes.data(), bytes.size()) == static_cast<::ssize_t>(bytes.size()));
  };
  std::string text;
  CHECK_FALSE(reader.ready());
  send(std::string_view(kGzip).substr(0, 1));
  CHECK(reader.ready());
  CHECK(reader.read_some(text));
  CHECK(text.empty());
  CHECK_FALSE(reader.ready());
  send(std::string_view(kGzip).substr(1));
  while (reader.ready()) CHECK(reader.read_some(text));
  CHECK(text == kText);
  send(kGzip);
  while (reader.ready()) CHECK(reader.read_some(text));
  CHECK(text == kText + kText);
  ::close(ends[1]);
  CHECK_FALSE(reader.read_some(text));
  CHECK(text == kText + kText);
  ::close(ends[0]);
}

TEST_CASE("messages may call a file by another name") {
  const TempDir dir;
  const auto file = dir.write("scratch", "\xFF");
  std::string heard;
  TextReader reader(file, {.warn = [&](const TextWarning& warning) { heard = warning.file; },
                           .names = {{file.string(), "stdin"}}});
  std::string text;
  while (reader.read_some(text)) {
  }
  CHECK(heard == "stdin");
  CHECK(reader.name() == "stdin");
  CHECK(TextReader("-").name() == "stdin");
}

TEST_CASE("the UTF-8 check gives the same for any chunks") {
  const std::vector<std::pair<std::string, std::size_t>> texts = {
      {"plain ASCII of more than eight bytes", std::string::npos},
      {"\xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF",
       std::string::npos},
      {"\x80", 0},
      {"abcdefghijk\xC0\x80", 11},
      {"\xE0\x9F\x80", 1},
      {"\xED\xA0\x80", 1},
      {"\xF0\x8F\x80\x80", 1},
      {"\xF4\x90\x80\x80", 1},
      {"\xF5", 0},
      {"a\xE2\x82z", 3},
  };
  for (const auto& [text, expected] : texts) {
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
      io::Utf8Check check;
      std::size_t found = check.feed(std::string_view(text).substr(0, cut));
      if (found == std::string::npos) {
        found = check.feed(std::string_view(text).substr(cut));
        if (found != std::string::npos) found += cut;
      }
      CHECK(found == expected);
    }
  }
}

TEST_CASE("the decoder gives the same for any chunks") {
  const std::string bytes =
      "a\x3D\xD8\x00\xDE"
      "b\0\xFF\xDC"
      "c\0"s;
  const std::string utf16 = std::string("a\0"s) + bytes.substr(1);
  for (std::size_t cut = 0; cut <= utf16.size(); ++cut) {
    io::TextDecoder decoder("UTF-16LE");
    std::string text;
    decoder.decode(std::string_view(utf16).substr(0, cut), text);
    decoder.decode(std::string_view(utf16).substr(cut), text);
    decoder.finish(text);
    CHECK(text ==
          "a\xF0\x9F\x98\x80"
          "b\xEF\xBF\xBD"
          "c");
  }
}

}  // namespace
}  // namespace albert
