#include "common/help_text.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "common/command_description.h"

namespace albert::apps {
namespace {

std::size_t longest_line(std::string_view text) {
  std::size_t longest = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    longest = std::max(longest, end);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return longest;
}

struct Described {
  CLI::App app{"Do things", "albert"};
  CLI::App* command = app.add_subcommand("work", "Work on texts, long ones and short ones alike");

  bool flag = false;
  int number = 0;
  std::vector<std::string> texts;

  Described() {
    command->group("Work");
    command->add_option("text", texts, "Texts")->type_name("TEXT")->expected(-1);
    command
        ->add_option("-k,--top-k,--old-name", number,
                     "So many words that this has to be wrapped at least once on a terminal of "
                     "eighty columns")
        ->type_name("K");
    command->add_flag("--a-rather-long-name-of-a-flag", flag, "Short");
    command->add_flag("--secret", flag, "Hidden")->group("");
    set_examples(*command, {{"Work on one text", "albert work 'a text'"}});
  }
};

TEST_CASE("help fits the width and shows what a command has") {
  const Described described;
  for (const std::size_t width : {40, 60, 80, 132}) {
    const std::string help = help_text(*described.command, width);
    CHECK(longest_line(help) <= width);
    CHECK(help.find("Usage: albert work [OPTION...] [TEXT...]") != std::string::npos);
    CHECK(help.find("-k, --top-k K") != std::string::npos);
    CHECK(help.find("--old-name") == std::string::npos);
    CHECK(help.find("--secret") == std::string::npos);
    CHECK(help.ends_with("Examples:\n  Work on one text:\n    albert work 'a text'\n"));
  }
  CHECK(help_text(*described.command, 132).find("a terminal of eighty") != std::string::npos);
}

TEST_CASE("the help of the program lists commands under their headings") {
  const Described described;
  const std::string help = help_text(described.app, 80);
  CHECK(help.find("\nWork:\n  work ") != std::string::npos);
}

}  // namespace
}  // namespace albert::apps
