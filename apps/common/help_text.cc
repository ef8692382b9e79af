#include "common/help_text.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/command_description.h"

namespace albert::apps {
namespace {

constexpr std::size_t kDefaultWidth = 80;
constexpr std::size_t kLeastWidth = 40;
constexpr std::size_t kTextColumn = 26;  // column of descriptions, on wide terminals

/// Characters of valid UTF-8, each a column wide.
std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80;
  }));
}

/// Appends `text` word by word, from column `column` on; further lines are indented.
void append_wrapped(std::string_view text, std::size_t column, std::size_t indent,
                    std::size_t width, std::string& out) {
  bool first = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t length = columns_of(word);
    if (!first && column + 1 + length > width) {
      out += '\n';
      out.append(indent, ' ');
      column = indent;
    } else if (!first) {
      out += ' ';
      ++column;
    }
    out += word;
    column += length;
    first = false;
  }
  out += '\n';
}

/// "  NAMES   text", the text on the next line when the names are long.
void append_entry(const std::string& names, const std::string& text, std::size_t width,
                  std::string& out) {
  const std::size_t indent = std::min(kTextColumn, width / 3);
  out += "  " + names;
  std::size_t column = 2 + columns_of(names);
  if (column + 2 > indent) {
    out += '\n';
    column = 0;
  }
  out.append(indent - column, ' ');
  append_wrapped(text, indent, indent, width, out);
}

/// "-k, --top-k K", or "    --targets WORD,WORD".
std::string option_names(const OptionDescription& option) {
  std::string names = option.short_name.empty()  ? "    " + option.long_name
                      : option.long_name.empty() ? option.short_name
                                                 : option.short_name + ", " + option.long_name;
  if (!option.choices.empty()) {
    names += fmt::format(" {}", fmt::join(option.choices, "|"));
  } else if (!option.value.empty()) {
    names += " " + option.value;
  }
  return names;
}

std::string option_text(const OptionDescription& option) {
  std::string text = option.text;
  if (option.required) text += " (required)";
  if (!option.default_value.empty()) text += " (default: " + option.default_value + ")";
  return text;
}

void append_examples(const CommandDescription& command, std::size_t width, std::string& out) {
  if (command.examples.empty()) return;
  out += "\nExamples:\n";
  for (const Example& example : command.examples) {
    out += "  ";
    append_wrapped(example.text + ":", 2, 2, width, out);
    out += "    " + example.command + "\n";
  }
}

std::string usage_line(const CommandDescription& command) {
  if (command.name.empty()) return "Usage: albert COMMAND [OPTION...] [ARGUMENT...]";
  std::string usage = "Usage: albert " + command.name + " [OPTION...]";
  for (const OptionDescription& positional : command.positionals) {
    const std::string value = positional.value + (positional.repeats ? "..." : "");
    usage += positional.required ? " " + value : " [" + value + "]";
  }
  return usage;
}

}  // namespace

std::size_t terminal_width() {
  std::size_t width = 0;
  if (const char* given = std::getenv("COLUMNS"); given != nullptr) {
    const std::string_view text = given;
    std::from_chars(text.data(), text.data() + text.size(), width);
  }
  winsize window = {};
  if (width == 0 && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0) width = window.ws_col;
  return width == 0 ? kDefaultWidth : std::max(width, kLeastWidth);
}

std::string help_text(const CLI::App& app, std::size_t width) {
  const CommandDescription command = describe(app);
  std::string out;
  append_wrapped(command.text + ".", 0, 0, width, out);
  out += '\n';
  append_wrapped(usage_line(command), 0, 7, width, out);
  if (!command.positionals.empty()) {
    out += "\nArguments:\n";
    for (const OptionDescription& positional : command.positionals) {
      append_entry(positional.value, option_text(positional), width, out);
    }
  }
  std::string heading;
  for (const CommandDescription& subcommand : describe_subcommands(app)) {
    if (subcommand.heading != heading) out += "\n" + subcommand.heading + ":\n";
    heading = subcommand.heading;
    append_entry(subcommand.name, subcommand.text, width, out);
  }
  for (const std::string& group : groups_of(command.options)) {
    out += "\n" + group + ":\n";
    for (const OptionDescription& option : command.options) {
      if (option.group == group)
        append_entry(option_names(option), option_text(option), width, out);
    }
  }
  append_examples(command, width, out);
  return out;
}

}  // namespace albert::apps
