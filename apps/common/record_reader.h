#ifndef ALBERT_APPS_COMMON_RECORD_READER_H_
#define ALBERT_APPS_COMMON_RECORD_READER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/json_splitter.h"
#include "common/line_reader.h"
#include "common/record.h"
#include "common/record_parser.h"

namespace albert::apps {

/// `--shard K/N`: the records whose index (from 0, over all sources) leaves K when divided by N.
struct Shard {
  std::size_t index = 0;
  std::size_t count = 1;
  bool holds(std::size_t record) const noexcept { return record % count == index; }
};

/// The sources of records.
struct RecordSources {
  /// Each is a record, unless it is "-" (stdin) or names an existing file.
  std::vector<std::string> arguments = {};
  std::vector<std::string> files = {};  ///< read after the arguments; "-" is stdin
  InputFormat format = InputFormat::automatic;
  InputFormat fallback_format = InputFormat::tsv;  ///< for `automatic` and unknown file names
  Shard shard = {};
  bool pair_arguments = false;  ///< two argument texts without a pair form one record
  TextOptions text = {};
  RecordShape shape = {};
};

/// A stream of records.
class RecordSource {
 public:
  enum class Step { record, pause, end };

  virtual ~RecordSource() = default;

  /// Reads the next record. If input is not available yet, waits for it, or returns `pause` if
  /// `wait` is false. Invalid records have their error set. Throws Error{io} when a file cannot be
  /// read.
  virtual Step next(Record& record, bool wait) = 0;
};

/// Records of all sources, in order; of stdin without sources.
class RecordReader : public RecordSource {
 public:
  /// Throws Error{io} when a file does not exist, before reading.
  explicit RecordReader(RecordSources sources);

  Step next(Record& record, bool wait) override;

  /// The format of the last record.
  InputFormat format() const noexcept { return format_; }

 private:
  struct Source {
    std::string name;  // of a file; empty for arguments
    std::vector<std::string> arguments = {};
  };

  Step read_line(const Source& source, bool wait, bool wanted, Record& record);
  bool may_be_json(InputFormat format) const;
  TextOptions text_options(InputFormat format) const;
  Step read_object(bool wanted, Record& record);
  void parse(InputFormat format, std::string_view text, std::size_t line, Record& record) const;
  Step read_argument(Source& source, Record& record);

  RecordSources given_;
  std::vector<Source> sources_;
  std::size_t source_ = 0;
  std::optional<LineReader> file_;          // open file of sources_[source_]
  InputFormat format_ = InputFormat::text;  // of that file, or of the arguments
  bool file_begins_ = false;                // no line of it was parsed yet
  std::optional<JsonSplitter> objects_;     // of that file, where lines are not objects
  std::size_t line_ = 0;                    // lines or arguments returned from sources_[source_]
  std::size_t record_ = 0;                  // records over all sources
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_RECORD_READER_H_
