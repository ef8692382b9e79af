#include "common/answer_records.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include "albert/base/error.h"

namespace albert::apps {
namespace {

/// Upper-cases every text; "bad" has no answer. What reached the descriptor comes back as a string.
struct Run {
  std::string written;
  ExitCode result = kDone;
  std::vector<std::size_t> windows;

  Run(std::vector<std::string> arguments, AnswerOptions options,
      InputFormat format = InputFormat::tsv) {
    options.quiet = true;
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    Output output(ends[1]);
    RecordReader reader({std::move(arguments), {}, format});
    result = answer_records(
        reader, output, options,
        [&](std::span<Record> window) {
          windows.push_back(window.size());
          for (Record& record : window) {
            if (record.good() && record.text == "bad") record.error = "is bad";
          }
        },
        [](std::size_t, const Record& record, Output& out) {
          out.buffer() += "<" + record.text + ">\n";
        });
    output.finish();
    ::close(ends[1]);
    char bytes[4096];
    for (ssize_t count = 0; (count = ::read(ends[0], bytes, sizeof bytes)) > 0;) {
      written.append(bytes, static_cast<std::size_t>(count));
    }
    ::close(ends[0]);
  }
};

TEST_CASE("one answer per record, in order, over growing windows") {
  const Run run({"a", "b", "", "d", "e", "f", "g"}, {.window = {1, 200}});
  CHECK(run.result == kDone);
  CHECK(run.written == "<a>\n<b>\n<>\n<d>\n<e>\n<f>\n<g>\n");
  CHECK(run.windows == std::vector<std::size_t>{1, 1, 1, 1, 1, 1, 1});
}

TEST_CASE("windows double up to their limit") {
  const std::vector<std::string> records(10, "x");
  const Run run(records, {.window = {64, 4 * 64}});
  CHECK(run.windows == std::vector<std::size_t>{1, 2, 4, 3});
}

TEST_CASE("a bad record stops the run after the answers before it") {
  const Run run({"a", "bad", "c"}, {});
  CHECK(run.result == kSomeRecordsFailed);
  CHECK(run.written == "<a>\n");
  CHECK(Run({"a", "b\tc\td", "e"}, {}).written == "<a>\n");
}

TEST_CASE("or writes an error record") {
  CHECK(Run({"a", "bad", "c"}, {.on_error = OnError::emit}).written == "<a>\n\n<c>\n");
  const Run run({R"({"id": 1.0, "text": "bad"})", R"({"id": 2, "text": "c"})", "nonsense"},
                {.on_error = OnError::emit, .output = OutputFormat::json}, InputFormat::jsonl);
  CHECK(run.written ==
        "{\"id\": 1.0, \"error\": \"is bad\"}\n<c>\n{\"error\": \"is not a JSON object\"}\n");
  CHECK(run.result == kSomeRecordsFailed);
}

TEST_CASE("records read before an input error are answered") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  Output output(ends[1]);
  RecordReader reader({{"a"}, {"/"}});  // a directory opens, but cannot be read
  CHECK_THROWS_AS(
      answer_records(
          reader, output, {.quiet = true}, [](std::span<Record>) {},
          [](std::size_t, const Record& record, Output& out) { out.buffer() += record.text; }),
      Error);
  CHECK(output.buffer() == "a");
  ::close(ends[0]);
  ignore_broken_pipes();
  CHECK_THROWS_AS(output.flush(), ClosedPipe);
  ::close(ends[1]);
}

TEST_CASE("a full device is a failure") {
  const int full = ::open("/dev/full", O_WRONLY);
  REQUIRE(full >= 0);
  Output output(full);
  output.buffer() = "x";
  CHECK_THROWS_WITH_AS(output.finish(), "standard output: cannot write: No space left on device",
                       Error);
  ::close(full);
}

}  // namespace
}  // namespace albert::apps
