#include "common/text_options.h"

#include <string_view>

#include <fmt/format.h>

#include "common/console.h"

namespace albert::apps {
namespace {

std::string oddity(const TextWarning& warning, std::string_view if_json) {
  switch (warning.kind) {
    case TextWarning::Kind::not_utf8:
      return "is not UTF-8; bytes that are not are read as U+FFFD (--encoding converts a text in "
             "latin1, gbk, …)";
    case TextWarning::Kind::looks_utf16:
      return fmt::format(
          "has zero bytes as UTF-16 and UTF-32 have, but no byte-order mark "
          "(--encoding {} converts it)",
          warning.encoding);
    case TextWarning::Kind::undecodable:
      return fmt::format("has bytes that are invalid in {}; they are read as U+FFFD",
                         warning.encoding);
    case TextWarning::Kind::json_lines:
      return std::string(if_json);
  }
  return {};
}

TextOptions options_of(const std::string& encoding, bool quiet, std::string_view if_json) {
  TextOptions options;
  options.encoding = encoding;
  if (quiet) return options;
  options.warn = [if_json](const TextWarning& warning) {
    print_note(
        fmt::format("warning: {}:{}: {}", warning.file, warning.line, oddity(warning, if_json)));
  };
  return options;
}

}  // namespace

CLI::Option* add_encoding_option(CLI::App& command, std::string& encoding,
                                 const std::string& group) {
  return command
      .add_option_function<std::string>(
          "--encoding",
          [&encoding](const std::string& name) {
            check_encoding(name);
            encoding = name;
          },
          "iconv's name of the encoding of texts without a byte-order mark: latin1, gbk, utf-16le, "
          "… (default: UTF-8)")
      ->type_name("NAME")
      ->group(group);
}

TextOptions record_text_options(const std::string& encoding, bool quiet) {
  return options_of(encoding, quiet,
                    "looks like JSON, but lines are read as text (--input-format jsonl reads an "
                    "object a line, json an array of them)");
}

TextOptions training_text_options(const std::string& encoding, bool quiet) {
  return options_of(encoding, quiet,
                    "looks like JSON, but lines are read as text (give the text alone, a "
                    "sentence a line)");
}

}  // namespace albert::apps
