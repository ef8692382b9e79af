#ifndef ALBERT_APPS_COMMON_DOCUMENT_READER_H_
#define ALBERT_APPS_COMMON_DOCUMENT_READER_H_

#include <optional>

#include "common/record_reader.h"

namespace albert::apps {

/// The lines of documents, of which one can be put back: the first line of the next document, which
/// shows that the last one has ended. Reads every line, of any shard, as text unless told
/// otherwise.
class DocumentReader {
 public:
  explicit DocumentReader(RecordSources sources);

  RecordSource::Step next(Record& line, bool wait);
  /// The next line again; at most one.
  void put_back(Record line);

  /// The format of the line that next() gave.
  InputFormat format() const noexcept { return lines_.format(); }

 private:
  RecordReader lines_;
  std::optional<Record> put_back_;
};

/// Whether a record is a blank line, which ends a document.
bool is_blank_line(const Record& line);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_DOCUMENT_READER_H_
