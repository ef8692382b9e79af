#ifndef ALBERT_APPS_COMMON_ANSWER_RECORDS_H_
#define ALBERT_APPS_COMMON_ANSWER_RECORDS_H_

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string_view>

#include "albert/base/function_ref.h"
#include "common/exit_code.h"
#include "common/json_writer.h"
#include "common/output.h"
#include "common/record_options.h"
#include "common/record_reader.h"

namespace albert::apps {

/// The amount of text per window. The first window is small, so that answers come early; each next
/// one is twice as large, up to `most`, so that batches are full. A pause of the input ends a
/// window.
struct WindowBytes {
  std::size_t first = std::size_t{1} << 14;
  std::size_t most = std::size_t{1} << 20;
};

struct AnswerOptions {
  OnError on_error = OnError::stop;
  OutputFormat output = OutputFormat::text;
  bool quiet = false;
  WindowBytes window = {};
  bool silent = false;  ///< nothing is written for a bad record
};

/// Computes the answers of a window of records; sets `error` of records without an answer. Skips
/// records that have an error, and marks.
using Process = FunctionRef<void(std::span<Record> window)>;

/// Appends the answer of the window's record `index` (which has no error) to output.buffer().
using Write = FunctionRef<void(std::size_t index, const Record& record, Output& output)>;

/// Called for a bad record of a run that continues.
using OnBadRecord = FunctionRef<void(const Record& record)>;
inline constexpr auto kIgnoreRecord = [](const Record&) {};

/// The loop of every record command: reads windows of records, processes them, and writes one
/// answer per record in input order. A bad record is reported on stderr as "FILE:LINE: reason"; it
/// ends the run, or (OnError::emit) gives {"error": …} or an empty line instead of an answer.
/// Returns kDone or kSomeRecordsFailed. Output is flushed whenever the input pauses.
ExitCode answer_records(RecordSource& source, Output& output, const AnswerOptions& options,
                        Process process, Write write, OnBadRecord on_bad = kIgnoreRecord);

/// Opens the object of a record's answer in JSON: the record's id, and those of its unread fields
/// that are not among the keys of the answer.
JsonWriter& begin_answer(JsonWriter& json, const Record& record,
                         std::initializer_list<std::string_view> answer_keys);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_ANSWER_RECORDS_H_
