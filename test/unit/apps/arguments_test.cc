#include "common/arguments.h"

#include <algorithm>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <doctest/doctest.h>

#include "albert/base/thread_pool.h"
#include "common/model_options.h"
#include "common/record_options.h"
#include "common/run_options.h"

namespace albert::apps {
namespace {

struct Parsed {
  RecordOptions records;
  RunOptions run;
  ModelOptions model;

  explicit Parsed(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), {"albert", "work"});
    CLI::App app;
    app.require_subcommand(1);
    app.add_subcommand("other");
    CLI::App* command = app.add_subcommand("work");
    records.add_to(*command);
    run.add_to(*command);
    model.add_to(*command);
    unshield(app);
    app.parse(shield(static_cast<int>(arguments.size()), const_cast<char**>(arguments.data())));
  }
};

TEST_CASE("texts reach the command byte for byte") {
  const std::vector<std::string> texts = {"[MASK]", "[CLS] a, b [SEP]", "",   "{}",  "%%",
                                          "other",  "[[a,b],[c]]",      "[]", "a=b", "\x1F[x]",
                                          "-"};
  std::vector<const char*> arguments;
  for (const std::string& text : texts) arguments.push_back(text.c_str());
  CHECK(Parsed(arguments).records.sources.arguments == texts);
  CHECK(Parsed({"--json", "a", "--", "--b"}).records.sources.arguments ==
        std::vector<std::string>{"a", "--b"});
  CHECK(Parsed({"--", "--", "-q", "[x]"}).records.sources.arguments ==
        std::vector<std::string>{"--", "-q", "[x]"});
  CHECK(Parsed({"-m", "[x]"}).model.model == "[x]");
}

TEST_CASE("options of all record commands") {
  const Parsed parsed({"--input-format", "jsonl", "--shard", "2/3", "--on-error", "emit", "--tsv",
                       "first", "-f", "x", "--file", "[y]", "second", "--threads", "3", "-q",
                       "--batch-tokens", "9", "text"});
  const RecordOptions& records = parsed.records;
  CHECK(records.sources.format == InputFormat::jsonl);
  CHECK(records.sources.shard.index == 2);
  CHECK(records.sources.shard.count == 3);
  CHECK(records.sources.files == std::vector<std::string>{"x", "[y]"});
  CHECK(records.sources.arguments == std::vector<std::string>{"first", "second", "text"});
  CHECK(records.on_error == OnError::emit);
  CHECK(records.output == OutputFormat::tsv);
  CHECK(parsed.run.threads == usable_threads(3));
  CHECK(usable_threads(1) == 1);
  CHECK(usable_threads(256) == std::min(256, ThreadPool::available()));
  CHECK(parsed.run.quiet);
  CHECK(parsed.model.batch_tokens == 9);
  CHECK(Parsed({}).records.output == OutputFormat::text);
  CHECK(Parsed({}).records.on_error == OnError::stop);
}

TEST_CASE("wrong values are refused") {
  for (const char* shard : {"3/3", "1", "/2", "1/", "-1/2", "1/0", "a/b", "1/2/3", " 0/1"}) {
    CHECK_THROWS_AS(Parsed({"--shard", shard}), CLI::ParseError);
  }
  CHECK_THROWS_AS(Parsed({"--input-format", "xml"}), CLI::ParseError);
  CHECK_THROWS_AS(Parsed({"--json", "--tsv"}), CLI::ParseError);
  CHECK_THROWS_AS(Parsed({"--threads", "-1"}), CLI::ParseError);
  CHECK_THROWS_AS(Parsed({"--batch-tokens", "0"}), CLI::ParseError);
  CHECK_THROWS_AS(Parsed({"--no-such-option"}), CLI::ParseError);
}

}  // namespace
}  // namespace albert::apps
