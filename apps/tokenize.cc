// albert tokenize: text to pieces and ids, and ids back to text.
#include <charconv>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "albert/base/error.h"
#include "albert/base/thread_pool.h"
#include "albert/tokenizer/tokenizer.h"
#include "commands.h"
#include "common/command_description.h"
#include "common/model_files.h"
#include "common/record_command.h"
#include "common/text_table.h"

namespace albert::apps {
namespace {

struct Options {
  RecordOptions records;
  RunOptions run;
  std::string model;
  std::optional<TokenizerClass> tokenizer_class;
  std::size_t max_length = 0;  // 0: no limit
  bool no_special = false;
  bool ids = false;
  bool decode = false;
  bool no_clean_up = false;
};

using Ids = std::vector<std::int32_t>;

struct Answer {
  std::string text;
  std::string error = {};
};

constexpr std::size_t kMostSpecialTokens = 3;  // [CLS], [SEP] and the pair's [SEP]

void write_json(const Tokenizer& tokenizer, const Record& record, const Encoding& encoding,
                std::string& out) {
  JsonWriter json(out);
  begin_answer(json, record,
               {"tokens", "input_ids", "token_type_ids", "special_tokens_mask", "offset_mapping",
                "truncated"});
  json.key("tokens").begin_array();
  for (const std::int32_t id : encoding.input_ids) json.value(tokenizer.piece(id));
  json.end_array();
  json.member("input_ids", std::span<const std::int32_t>(encoding.input_ids));
  json.member("token_type_ids", std::span<const std::int32_t>(encoding.token_type_ids));
  json.member("special_tokens_mask", std::span<const std::uint8_t>(encoding.special_tokens_mask));
  json.key("offset_mapping").begin_array();
  for (const ByteRange range : encoding.offsets) {
    json.begin_array().value(range.begin).value(range.end).end_array();
  }
  json.end_array();
  if (encoding.truncated > 0) json.member("truncated", encoding.truncated);
  json.end_object();
}

/// Pieces or ids with a space between them.
void write_text(const Tokenizer& tokenizer, const Encoding& encoding, bool as_ids,
                std::string& out) {
  const char* separator = "";
  for (const std::int32_t id : encoding.input_ids) {
    out += separator;
    if (as_ids) {
      fmt::format_to(std::back_inserter(out), "{}", id);
    } else {
      out += tokenizer.piece(id);
    }
    separator = " ";
  }
}

void encode(const Options& options, const Tokenizer& tokenizer, const Record& record,
            std::string& out) {
  const Encoding encoding = tokenizer.encode(
      record.text, record.pair,
      {.add_special_tokens = !options.no_special, .max_length = options.max_length});
  if (options.records.output == OutputFormat::json) {
    write_json(tokenizer, record, encoding, out);
  } else {
    write_text(tokenizer, encoding, options.ids, out);
  }
}

/// The ids of a line: numbers with spaces or commas between them, a JSON list of numbers, or a JSON
/// object that has one as "input_ids". Nothing when it is none of these.
std::optional<Ids> parse_ids(std::string_view line) {
  constexpr std::string_view kSeparators = " \t\r,";
  const std::size_t first = std::min(line.find_first_not_of(kSeparators), line.size());
  Ids ids;
  if (first < line.size() && (line[first] == '{' || line[first] == '[')) {
    const auto json = nlohmann::json::parse(line, nullptr, false);
    const auto* list = &json;
    if (json.is_object() && json.contains("input_ids")) list = &json["input_ids"];
    if (!list->is_array()) return std::nullopt;
    for (const auto& id : *list) {
      if (!id.is_number_integer()) return std::nullopt;
      const auto value = id.get<std::int64_t>();
      if (value != static_cast<std::int32_t>(value)) return std::nullopt;
      ids.push_back(static_cast<std::int32_t>(value));
    }
    return ids;
  }
  for (std::size_t at = first; at < line.size();) {
    const std::size_t end = std::min(line.find_first_of(kSeparators, at), line.size());
    std::int32_t id = 0;
    const auto [stop, error] = std::from_chars(line.data() + at, line.data() + end, id);
    if (error != std::errc() || stop != line.data() + end) return std::nullopt;
    ids.push_back(id);
    at = std::min(line.find_first_not_of(kSeparators, end), line.size());
  }
  return ids;
}

void decode(const Options& options, const Tokenizer& tokenizer, const Record& record,
            Answer& answer) {
  const std::optional<Ids> ids = parse_ids(record.text);
  if (!ids) {
    answer.error = "is not a list of token ids";
    return;
  }
  for (const std::int32_t id : *ids) {
    if (id >= 0 && static_cast<std::size_t>(id) < tokenizer.vocab_size()) continue;
    answer.error = fmt::format("token id {} is not in the vocabulary (0 to {})", id,
                               tokenizer.vocab_size() - 1);
    return;
  }
  std::string text = tokenizer.decode(
      *ids, {.skip_special_tokens = options.no_special, .clean_up_spaces = !options.no_clean_up});
  if (options.records.output != OutputFormat::json) {
    answer.text = tsv_cell(std::move(text));
    return;
  }
  Record object;
  if (record.text.find('{') != std::string::npos) {
    parse_record(InputFormat::jsonl, record.text, {}, object);  // for its id
  }
  JsonWriter json(answer.text);
  begin_answer(json, object, {"text", "input_ids"}).member("text", text).end_object();
}

ExitCode run(const Options& options) {
  if (options.max_length > 0 && options.max_length < kMostSpecialTokens && !options.no_special) {
    throw Error(ErrorCode::usage, "[CLS] and [SEP] alone can be 3 tokens", "--max-length",
                "give at least 3, or --no-special");
  }
  const auto tokenizer = load_tokenizer(options.model, options.tokenizer_class);
  ThreadPool threads(options.run.threads);
  RecordSources sources = options.records.open(options.run.quiet);
  if (options.decode) sources.format = InputFormat::text;
  RecordReader reader(std::move(sources));
  const auto answer = [&](std::span<const Record* const> records) {
    std::vector<Answer> answers(records.size());
    threads.run(records.size(), [&](std::size_t i, std::size_t) {
      if (options.decode) {
        decode(options, *tokenizer, *records[i], answers[i]);
      } else {
        encode(options, *tokenizer, *records[i], answers[i].text);
      }
    });
    return answers;
  };
  const auto write = [&](const Record&, const Answer& answered, Output& out) {
    out.buffer().append(answered.text).push_back('\n');
  };
  return run_record_command<Answer>(options.records, options.run, {}, reader, answer, write);
}

}  // namespace

void add_tokenize(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("tokenize", "Text to pieces, ids and byte offsets, and back");
  command->add_flag("--ids", options->ids, "Print ids instead of pieces");
  command->add_flag("--no-special", options->no_special,
                    "Without [CLS] and [SEP]; with --decode, without any special token");
  command
      ->add_option("--max-length", options->max_length,
                   "Cut to N tokens, special ones included, the longer of a pair first")
      ->check(CLI::Range(1, 1 << 30))
      ->type_name("N");
  CLI::Option* decode =
      command->add_flag("--decode", options->decode,
                        "The other way: records are ids (\"2 14 3\", a JSON list, or an object "
                        "with \"input_ids\"), answers are text");
  command
      ->add_flag("--no-clean-up", options->no_clean_up,
                 "Keep the spaces before punctuation that tokenizing put there")
      ->needs(decode);
  options->records.add_to(*command, false);
  add_model_option(*command, options->model);
  add_tokenizer_class_option(*command, options->tokenizer_class);
  options->run.add_to(*command);
  set_examples(
      *command,
      {{"Pieces of a text", "albert tokenize \"Paris is in France.\""},
       {"Ids and byte offsets of the lines of a file", "albert tokenize --json -m model texts.txt"},
       {"Ids, and the text that they stand for",
        "albert tokenize --ids \"Paris is in France.\" | albert tokenize --decode --no-special"}});
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace albert::apps
