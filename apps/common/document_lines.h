#ifndef ALBERT_APPS_COMMON_DOCUMENT_LINES_H_
#define ALBERT_APPS_COMMON_DOCUMENT_LINES_H_

#include <cstddef>
#include <optional>

#include "common/document_reader.h"

namespace albert::apps {

/// Documents as records, whose list has the sentences. In text a line is a sentence, and a blank
/// line or the end of a file ends a document, whose record has the position of its first line. In
/// other formats a record is a document: its list, in TSV after the text. So are all arguments
/// together.
class DocumentLines : public RecordSource {
 public:
  explicit DocumentLines(const RecordSources& sources);

  Step next(Record& record, bool wait) override;

 private:
  Shard shard_;
  DocumentReader lines_;
  std::size_t document_ = 0;    // of the next line
  std::optional<Record> open_;  // the document whose lines are being read
  std::size_t last_line_ = 0;   // of the open document
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_DOCUMENT_LINES_H_
