#include "common/answer_records.h"

#include <algorithm>
#include <exception>
#include <string>
#include <vector>

#include "common/console.h"

namespace albert::apps {
namespace {

// Memory per record in addition to its text.
constexpr std::size_t kRecordBytes = 64;

std::size_t cost(const Record& record) noexcept {
  std::size_t bytes = kRecordBytes + record.text.size() + (record.pair ? record.pair->size() : 0);
  for (const std::string& item : record.list) bytes += item.size();
  return bytes;
}

/// Fills `window` up to `budget` bytes; false when the input has ended.
bool read_window(RecordSource& source, Output& output, const AnswerOptions& options,
                 std::size_t budget, std::vector<Record>& window) {
  for (std::size_t bytes = 0; bytes < budget;) {
    Record record;
    RecordSource::Step step = source.next(record, false);
    if (step == RecordSource::Step::pause) {
      if (!window.empty()) return true;
      output.flush();
      step = source.next(record, true);
    }
    if (step == RecordSource::Step::end) return false;
    bytes += cost(record);
    window.push_back(std::move(record));
    if (!window.back().good() && options.on_error == OnError::stop) return true;
  }
  return true;
}

void write_error(const Record& record, OutputFormat format, std::string& out) {
  if (format == OutputFormat::json) {
    JsonWriter json(out);
    begin_answer(json, record, {"error"});
    json.member("error", record.error).end_object();
  }
  out += '\n';
}

}  // namespace

JsonWriter& begin_answer(JsonWriter& json, const Record& record,
                         std::initializer_list<std::string_view> answer_keys) {
  json.begin_object();
  if (!record.id.empty()) json.key("id").raw(record.id);
  for (const RecordField& field : record.fields) {
    const bool taken = std::ranges::find(answer_keys, field.key) != answer_keys.end();
    if (!taken) json.key(field.key).raw(field.json);
  }
  return json;
}

ExitCode answer_records(RecordSource& source, Output& output, const AnswerOptions& options,
                        Process process, Write write, OnBadRecord on_bad) {
  Progress progress(options.quiet);
  ExitCode result = kDone;
  std::exception_ptr broken_input;
  std::size_t budget = options.window.first;
  std::vector<Record> window;
  for (bool more = true; more; budget = std::min(2 * budget, options.window.most)) {
    window.clear();
    try {
      more = read_window(source, output, options, budget, window);
    } catch (const Error&) {  // answer the records read before the error first
      broken_input = std::current_exception();
      more = false;
    }
    if (!window.empty()) process(window);
    for (std::size_t i = 0; i < window.size(); ++i) {
      const Record& record = window[i];
      if (record.good()) {
        write(i, record, output);
      } else {
        progress.clear();
        result = kSomeRecordsFailed;
        if (options.on_error == OnError::stop) output.flush();
        print_record_error(record);
        if (options.on_error == OnError::stop) return result;
        if (!options.silent) write_error(record, options.output, output.buffer());
        on_bad(record);
      }
      output.flush_if_full();
    }
    progress.add(window.size());
  }
  if (broken_input) std::rethrow_exception(broken_input);
  return result;
}

}  // namespace albert::apps
