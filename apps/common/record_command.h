#ifndef ALBERT_APPS_COMMON_RECORD_COMMAND_H_
#define ALBERT_APPS_COMMON_RECORD_COMMAND_H_

#include <span>
#include <utility>
#include <vector>

#include <CLI/App.hpp>

#include "albert/base/function_ref.h"
#include "albert/tasks/encoded_text.h"
#include "common/answer_records.h"
#include "common/exit_code.h"
#include "common/json_writer.h"
#include "common/model_options.h"
#include "common/output.h"
#include "common/record.h"
#include "common/record_options.h"
#include "common/record_reader.h"
#include "common/run_options.h"

namespace albert::apps {

/// The options of a command that answers records with a model.
struct RecordCommand {
  RecordOptions records;
  ModelOptions model;
  RunOptions run;

  void add_to(CLI::App& command) {
    records.add_to(command);
    model.add_to(command);
    run.add_to(command);
  }
};

/// The texts of records, borrowed.
std::vector<TextInput> texts_of(std::span<const Record* const> records);

/// Runs a record command to its end: `answer` gives an answer (with a member `error`, empty when it
/// is good) for each of the given records, and `write` appends one good answer to output.buffer().
/// A mark is written with an empty answer; see OnBadRecord for `on_bad`. Returns the exit code of
/// answer_records().
template <typename Answer>
ExitCode run_record_command(
    const RecordOptions& records, const RunOptions& run, WindowBytes window, RecordSource& source,
    FunctionRef<std::vector<Answer>(std::span<const Record* const> records)> answer,
    FunctionRef<void(const Record& record, const Answer& answer, Output& output)> write,
    OnBadRecord on_bad = kIgnoreRecord) {
  Output output;
  std::vector<Answer> answers;
  const auto process = [&](std::span<Record> window_records) {
    std::vector<const Record*> good;
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < window_records.size(); ++i) {
      if (!window_records[i].good() || window_records[i].mark) continue;
      good.push_back(&window_records[i]);
      indices.push_back(i);
    }
    std::vector<Answer> found = answer(good);
    answers.assign(window_records.size(), Answer());
    for (std::size_t i = 0; i < found.size(); ++i) {
      window_records[indices[i]].error = std::move(found[i].error);
      answers[indices[i]] = std::move(found[i]);
    }
  };
  const auto write_one = [&](std::size_t index, const Record& record, Output& out) {
    write(record, answers[index], out);
  };
  const ExitCode result = answer_records(
      source, output, {records.on_error, records.output, run.quiet, window, records.silent},
      process, write_one, on_bad);
  output.finish();
  return result;
}

/// The same with a model.
template <typename Answer>
ExitCode run_record_command(
    const RecordCommand& command, RecordSource& source,
    FunctionRef<std::vector<Answer>(std::span<const Record* const> records)> answer,
    FunctionRef<void(const Record& record, const Answer& answer, Output& output)> write,
    OnBadRecord on_bad = kIgnoreRecord) {
  return run_record_command<Answer>(command.records, command.run, command.model.window(), source,
                                    answer, write, on_bad);
}

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_RECORD_COMMAND_H_
