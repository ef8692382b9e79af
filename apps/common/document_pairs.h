#ifndef ALBERT_APPS_COMMON_DOCUMENT_PAIRS_H_
#define ALBERT_APPS_COMMON_DOCUMENT_PAIRS_H_

#include <cstddef>
#include <optional>

#include "common/document_reader.h"

namespace albert::apps {

/// The adjacent lines of documents as pairs, and a mark at the end of each document. A blank line
/// or the end of a file ends a document. A pair has the position and the id of its second line, a
/// mark the position of the last line. A shard takes whole documents.
class DocumentPairs : public RecordSource {
 public:
  explicit DocumentPairs(const RecordSources& sources);

  Step next(Record& record, bool wait) override;

 private:
  bool take(Record line, Record& record);

  Shard shard_;
  DocumentReader lines_;
  std::size_t document_ = 0;    // of the next line
  std::optional<Record> last_;  // last line of the open document
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_DOCUMENT_PAIRS_H_
