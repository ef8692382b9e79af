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
    app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    app.add_subcommand("other");
    CLI::App* command = app.add_subcommand("work");
    records.add_to(*command);
    run.add_to(*command);
    model.add_to(*command);
    unescape_values(app);
    app.parse(escape_arguments(app, static_cast<int>(arguments.size()),
                               const_cast<char**>(arguments.data())));
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
  CHECK(Parsed({"--threads", "100000"}).run.threads == ThreadPool::available());
  CHECK(parsed.run.quiet);
  CHECK(parsed.model.batch_tokens == 9);
  CHECK(Parsed({}).records.output == OutputFormat::text);
  CHECK(Parsed({}).records.on_error == OnError::stop);
}

TEST_CASE("a value is one argument, and never an option") {
  CHECK(Parsed({"--model=", "text"}).model.model.empty());
  CHECK(Parsed({"--model=", "text"}).records.sources.arguments == std::vector<std::string>{"text"});
  CHECK(Parsed({"-mx"}).model.model == "x");
  CHECK(Parsed({"-m=x"}).model.model == "x");
  CHECK(Parsed({"-qmx"}).model.model == "x");
  CHECK(Parsed({"-qm", "x"}).run.quiet);
  CHECK(Parsed({"-m", "-"}).model.model == "-");
  CHECK(Parsed({"-m", "-5"}).model.model == "-5");
  CHECK(Parsed({"--model=--json"}).model.model == "--json");
  for (const char* next : {"--json", "-q", "--", "--threads=1"}) {
    CHECK_THROWS_AS(Parsed({"-m", next, "text"}), CLI::ArgumentMismatch);
  }
  CHECK_THROWS_AS(Parsed({"text", "-m"}), CLI::ArgumentMismatch);
}

TEST_CASE("the last of a repeated option counts") {
  const Parsed parsed({"-m", "a", "--threads", "1", "-q", "--model", "b", "-q", "--shard", "0/2",
                       "--shard", "1/2", "--threads", "2", "--input-format", "text",
                       "--input-format", "tsv"});
  CHECK(parsed.model.model == "b");
  CHECK(parsed.run.threads == usable_threads(2));
  CHECK(parsed.records.sources.shard.index == 1);
  CHECK(parsed.records.sources.format == InputFormat::tsv);
}

TEST_CASE("a list is one argument") {
  CLI::App app;
  std::vector<int> sizes = {7};
  std::vector<std::string> names;
  std::string folder;
  add_list(app, "--size", sizes, "N", CLI::Range(1, 9), "");
  add_list(app, "--name", names, "NAME", CLI::IsMember({"a", "b"}), "");
  app.add_option("folder", folder);
  unescape_values(app);
  const auto parse = [&](std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "albert");
    app.parse(escape_arguments(app, static_cast<int>(arguments.size()),
                               const_cast<char**>(arguments.data())));
  };
  parse({"out"});
  CHECK(sizes == std::vector<int>{7});
  parse({"--size", "1,2", "out", "--size=3", "--name", "b,a"});
  CHECK(sizes == std::vector<int>{1, 2, 3});
  CHECK(names == std::vector<std::string>{"b", "a"});
  CHECK(folder == "out");
  for (const char* wrong : {"0", "10", "x", "1,", ",1", "1,,2", "1 2", ""}) {
    CHECK_THROWS_AS(parse({"--size", wrong}), CLI::ParseError);
  }
  CHECK_THROWS_AS(parse({"--name", "c"}), CLI::ParseError);
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
