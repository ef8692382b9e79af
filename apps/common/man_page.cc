#include "common/man_page.h"

#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "common/build_info.h"
#include "common/command_description.h"

namespace albert::apps {
namespace {

/// Text escaped for roff.
std::string roff(std::string_view text) {
  std::string out;
  if (text.starts_with('.') || text.starts_with('\'')) out += "\\&";
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out;
}

std::string heading(const std::string& page, std::string_view text) {
  std::string upper = page;
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return fmt::format(
      ".\\\" Made by \"albert man\" from the description of the command line.\n"
      ".TH {} 1 \"\" \"albert {}\" \"albert manual\"\n"
      ".SH NAME\n{} \\- {}\n",
      roff(upper), kVersion, roff(page), roff(text));
}

std::string option_entry(const OptionDescription& option) {
  std::string out = ".TP\n";
  if (!option.short_name.empty()) out += fmt::format("\\fB{}\\fR, ", roff(option.short_name));
  out += fmt::format("\\fB{}\\fR", roff(option.long_name));
  if (!option.choices.empty()) {
    out += " " + roff(fmt::format("{}", fmt::join(option.choices, "|")));
  } else if (!option.value.empty()) {
    out += fmt::format(" \\fI{}\\fR", roff(option.value));
  }
  out += "\n" + roff(option.text);
  if (!option.default_value.empty())
    out += fmt::format(" (default: {})", roff(option.default_value));
  return out + "\n";
}

/// Options under a subheading per group.
std::string option_entries(const std::vector<OptionDescription>& options) {
  const std::vector<std::string> groups = groups_of(options);
  std::string out = ".SH OPTIONS\n";
  for (const std::string& group : groups) {
    if (groups.size() > 1) out += fmt::format(".SS {}\n", group);
    for (const OptionDescription& option : options) {
      if (option.group == group) out += option_entry(option);
    }
  }
  return out;
}

std::string example_entries(const std::vector<Example>& examples) {
  if (examples.empty()) return {};
  std::string out = ".SH EXAMPLES\n";
  for (const Example& example : examples) {
    out += fmt::format(".PP\n{}:\n.PP\n.RS 4\n.nf\n{}\n.fi\n.RE\n", roff(example.text),
                       roff(example.command));
  }
  return out;
}

constexpr std::string_view kExitStatus =
    ".SH EXIT STATUS\n"
    ".TP\n0\nDone; also when the reader of the output has gone.\n"
    ".TP\n1\nSome records have no answer.\n"
    ".TP\n2\nWrong usage.\n"
    ".TP\n3\nA model or file of a model is missing, damaged or does not fit.\n"
    ".TP\n4\nThe system refused to read or write.\n";

constexpr std::string_view kEnvironment =
    ".SH ENVIRONMENT\n"
    ".TP\n\\fBALBERT_MODEL\\fR\nThe model, where \\fB\\-\\-model\\fR names none.\n"
    ".TP\n\\fBHF_HUB_CACHE\\fR, \\fBHF_HOME\\fR\nWhere models of the Hub are looked for.\n"
    ".TP\n\\fBALBERT_ISA\\fR\nThe instruction set to use instead of the best.\n";

}  // namespace

std::string man_page(const CLI::App& app) {
  const CommandDescription albert = describe(app);
  std::string out = heading("albert", albert.text);
  out +=
      ".SH SYNOPSIS\n\\fBalbert\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR ...] [\\fIARGUMENT\\fR ...]\n";
  out += ".SH COMMANDS\n";
  std::string see_also;
  std::string heading;
  for (const CommandDescription& command : describe_subcommands(app)) {
    if (command.heading != heading) out += fmt::format(".SS {}\n", command.heading);
    heading = command.heading;
    out += fmt::format(".TP\n\\fB{}\\fR\n{}\n", roff(command.name), roff(command.text));
    see_also +=
        fmt::format("{}\\fBalbert\\-{}\\fR(1)", see_also.empty() ? "" : ", ", roff(command.name));
  }
  out += option_entries(albert.options);
  out += kExitStatus;
  out += kEnvironment;
  return out + ".SH SEE ALSO\n" + see_also + "\n";
}

std::string man_page_of_command(const CLI::App& command) {
  const CommandDescription description = describe(command);
  std::string out = heading("albert-" + description.name, description.text);
  out +=
      fmt::format(".SH SYNOPSIS\n\\fBalbert {}\\fR [\\fIOPTION\\fR ...]", roff(description.name));
  for (const OptionDescription& positional : description.positionals) {
    const std::string value =
        fmt::format("\\fI{}\\fR{}", roff(positional.value), positional.repeats ? " ..." : "");
    out += positional.required ? " " + value : " [" + value + "]";
  }
  out += "\n";
  if (!description.positionals.empty()) {
    out += ".SH ARGUMENTS\n";
    for (const OptionDescription& positional : description.positionals) {
      out += fmt::format(".TP\n\\fI{}\\fR\n{}\n", roff(positional.value), roff(positional.text));
    }
  }
  out += option_entries(description.options);
  out += example_entries(description.examples);
  out += kExitStatus;
  return out + ".SH SEE ALSO\n\\fBalbert\\fR(1)\n";
}

}  // namespace albert::apps
