#ifndef ALBERT_APPS_COMMON_RECORD_OPTIONS_H_
#define ALBERT_APPS_COMMON_RECORD_OPTIONS_H_

#include <array>
#include <string>

#include <CLI/App.hpp>

#include "albert/base/named_values.h"
#include "common/record_reader.h"

namespace albert::apps {

enum class OutputFormat {
  text,  ///< readable
  tsv,   ///< one line per record, tab-separated
  json,  ///< one JSON object per record
};

/// The effect of a bad record.
enum class OnError {
  stop,  ///< ends the run after the previous records
  emit,  ///< writes an error record and continues
};
constexpr auto named_values(OnError) {
  return std::to_array<NamedValue<OnError>>({{OnError::stop, "stop"}, {OnError::emit, "emit"}});
}

/// The options of commands that read records.
struct RecordOptions {
  RecordSources sources;  ///< whose shape must be set before add_to()
  OutputFormat output = OutputFormat::text;
  OnError on_error = OnError::stop;
  std::string encoding;
  bool silent = false;  ///< nothing on stdout: the answers go to a file

  /// The sources, with warnings on stderr unless `quiet`.
  RecordSources open(bool quiet) const;

  /// Adds TEXT…, --file, --input-format, --encoding, --shard, --on-error and --json (and --tsv) to
  /// a command. `this` must outlive it.
  void add_to(CLI::App& command, bool with_tsv = true);
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_RECORD_OPTIONS_H_
