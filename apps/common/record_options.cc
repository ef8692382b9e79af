#include "common/record_options.h"

#include <charconv>
#include <string>

#include "common/arguments.h"
#include "common/text_options.h"

namespace albert::apps {
namespace {

bool read_number(std::string_view text, std::size_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

bool read_shard(const std::string& text, Shard& shard) {
  const std::size_t slash = text.find('/');
  return slash != std::string::npos &&
         read_number(std::string_view(text).substr(0, slash), shard.index) &&
         read_number(std::string_view(text).substr(slash + 1), shard.count) &&
         shard.index < shard.count;
}

}  // namespace

RecordSources RecordOptions::open(bool quiet) const {
  RecordSources opened = sources;
  opened.text = record_text_options(encoding, quiet);
  return opened;
}

void RecordOptions::add_to(CLI::App& command, bool with_tsv) {
  add_strings(command, "text", sources.arguments,
              "Records; an existing file is read, '-' is stdin (the default)")
      ->type_name("TEXT|FILE");
  add_strings(command, "-f,--file", sources.files, "Read records from a file")
      ->type_name("FILE")
      ->group("Input");
  add_choice(command, "--input-format", sources.format,
             "Format of a line: text, TEXT<TAB>PAIR or a JSON object; json: objects in an array or "
             "over several lines; auto: by the name of the file, otherwise tsv")
      ->group("Input");
  add_encoding_option(command, encoding, "Input");
  const auto add_key = [&](const char* name, std::string& key, const char* description) {
    if (key.empty()) return;
    command.add_option(name, key, description)
        ->type_name("KEY")
        ->capture_default_str()
        ->group("Input");
  };
  add_key("--text-key", sources.shape.text, "Member of a JSON object that holds the text");
  add_key("--pair-key", sources.shape.pair,
          "Member of a JSON object that holds the second segment");
  add_key("--list-key", sources.shape.list, "Member of a JSON object that holds the list of texts");
  command
      .add_option_function<std::string>(
          "--shard",
          [this](const std::string& text) {
            if (!read_shard(text, sources.shard)) {
              throw CLI::ValidationError("--shard",
                                         "'" + text + "' is not K/N with K from 0 to N-1");
            }
          },
          "Answer only records K, K+N, K+2N, … counted from 0")
      ->type_name("K/N")
      ->group("Input");
  add_choice(command, "--on-error", on_error,
             "On a bad record, stop the run, or write an error record and continue")
      ->group("Output");
  CLI::Option* json =
      command
          .add_flag_callback(
              "--json", [this] { output = OutputFormat::json; }, "Print one JSON object per record")
          ->group("Output");
  if (!with_tsv) return;
  command
      .add_flag_callback(
          "--tsv", [this] { output = OutputFormat::tsv; },
          "Print one line of tab-separated columns per record")
      ->excludes(json)
      ->group("Output");
}

}  // namespace albert::apps
