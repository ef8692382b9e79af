#include "common/completions.h"

#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "common/command_description.h"

namespace albert::apps {
namespace {

/// `text` with a backslash before every character of `special`.
std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

/// 'text' for a POSIX-like shell.
std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string names(const std::vector<OptionDescription>& options) {
  std::string out;
  for (const OptionDescription& option : options) {
    out += option.long_name + " ";
    if (!option.short_name.empty()) out += option.short_name + " ";
  }
  if (!out.empty()) out.pop_back();
  return out;
}

std::string names(const std::vector<CommandDescription>& commands, std::string_view separator) {
  std::string out;
  for (const CommandDescription& command : commands) {
    if (!out.empty()) out += separator;
    out += command.name;
  }
  return out;
}

std::string bash_command(const CommandDescription& command) {
  std::string out = fmt::format("    {})\n", command.name);
  for (const OptionDescription& positional : command.positionals) {
    if (positional.choices.empty()) continue;
    out += fmt::format("      [[ $current == -* ]] || values='{}'\n",
                       fmt::join(positional.choices, " "));
  }
  out += "      case $previous in\n";
  for (const OptionDescription& option : command.options) {
    if (option.choices.empty()) continue;
    out += fmt::format("        {}) values='{}' ;;\n", option.long_name,
                       fmt::join(option.choices, " "));
  }
  return out + fmt::format("      esac\n      options='{}'\n      ;;\n", names(command.options));
}

/// The kind of completion of an option's value or an argument.
std::string zsh_value(const OptionDescription& option) {
  if (option.value.empty()) return {};
  const std::string name = escaped(option.value, ":");
  if (option.choices.empty()) return fmt::format(":{}:_files", name);
  return fmt::format(":{}:({})", name, fmt::join(option.choices, " "));
}

std::string zsh_option(const OptionDescription& option) {
  const std::string text = "[" + escaped(option.text, "[]:\\") + "]";
  const std::string value = zsh_value(option);
  if (option.short_name.empty()) return in_quotes("*" + option.long_name + text + value);
  return fmt::format("{}{{{},{}}}{}", in_quotes("*"), option.short_name, option.long_name,
                     in_quotes(text + value));
}

std::string fish_option(const std::string& condition, const OptionDescription& option) {
  std::string out =
      fmt::format("complete -c albert -n '{}' -l {}", condition, option.long_name.substr(2));
  if (!option.short_name.empty()) out += " -s " + option.short_name.substr(1);
  if (!option.choices.empty()) {
    out += fmt::format(" -x -a '{}'", fmt::join(option.choices, " "));
  } else if (!option.value.empty()) {
    out += " -r";
  }
  return out + fmt::format(" -d '{}'\n", escaped(option.text, "'\\"));
}

}  // namespace

std::string bash_completions(const CLI::App& app) {
  const std::vector<CommandDescription> commands = describe_subcommands(app);
  std::string out = fmt::format(
      "# bash completion for albert, made by \"albert completions bash\"\n"
      "_albert() {{\n"
      "  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD - 1]}}\n"
      "  local command='' options='' values='' word\n"
      "  for word in \"${{COMP_WORDS[@]:1:COMP_CWORD - 1}}\"; do\n"
      "    case $word in\n"
      "      {}) command=$word && break ;;\n"
      "    esac\n"
      "  done\n"
      "  case $command in\n"
      "    '') values='{} {}' ;;\n",
      names(commands, " | "), names(commands, " "), names(describe(app).options));
  for (const CommandDescription& command : commands) out += bash_command(command);
  return out +
         "  esac\n"
         "  [[ $values || $current != -* ]] || values=$options\n"
         "  mapfile -t COMPREPLY < <(compgen -W \"$values\" -- \"$current\")\n"
         "}\n"
         "complete -o default -F _albert albert\n";
}

std::string zsh_completions(const CLI::App& app) {
  const std::vector<CommandDescription> commands = describe_subcommands(app);
  std::string out =
      "#compdef albert\n"
      "# zsh completion for albert, made by \"albert completions zsh\"\n"
      "_albert() {\n"
      "  local -a commands=(\n";
  for (const CommandDescription& command : commands) {
    out += fmt::format("    {}\n", in_quotes(command.name + ":" + escaped(command.text, ":\\")));
  }
  out +=
      "  )\n"
      "  if ((CURRENT == 2)); then\n"
      "    _describe command commands\n"
      "    return\n"
      "  fi\n"
      "  local command=$words[2]\n"
      "  shift words\n"
      "  ((CURRENT--))\n"
      "  case $command in\n";
  for (const CommandDescription& command : commands) {
    out += fmt::format("    {})\n      _arguments -s -S", command.name);
    for (const OptionDescription& option : command.options) {
      out += " \\\n        " + zsh_option(option);
    }
    for (const OptionDescription& positional : command.positionals) {
      out += " \\\n        " + in_quotes("*" + zsh_value(positional));
    }
    out += "\n      ;;\n";
  }
  return out + "  esac\n}\n_albert \"$@\"\n";
}

std::string fish_completions(const CLI::App& app) {
  std::string out = "# fish completion for albert, made by \"albert completions fish\"\n";
  for (const OptionDescription& option : describe(app).options) {
    out += fish_option("__fish_use_subcommand", option);
  }
  for (const CommandDescription& command : describe_subcommands(app)) {
    out += fmt::format("complete -c albert -f -n __fish_use_subcommand -a {} -d '{}'\n",
                       command.name, escaped(command.text, "'\\"));
    for (const OptionDescription& option : command.options) {
      out += fish_option("__fish_seen_subcommand_from " + command.name, option);
    }
  }
  return out;
}

}  // namespace albert::apps
