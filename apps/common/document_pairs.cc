#include "common/document_pairs.h"

#include <utility>

namespace albert::apps {

DocumentPairs::DocumentPairs(const RecordSources& sources)
    : shard_(sources.shard), lines_(sources) {}

RecordSource::Step DocumentPairs::next(Record& record, bool wait) {
  for (;;) {
    Record line;
    const Step step = lines_.next(line, wait);
    if (step == Step::pause) return step;
    const bool wanted = shard_.holds(document_);
    const bool same_file = step == Step::record && last_ && last_->source == line.source;
    if (last_ && (!same_file || is_blank_line(line))) {  // the document has ended
      if (step == Step::record && !same_file) lines_.put_back(std::move(line));
      record = Record();
      record.source = std::move(last_->source);
      record.line = last_->line;
      record.mark = true;
      last_.reset();
      ++document_;
      if (wanted) return Step::record;
    } else if (step == Step::end) {
      return step;
    } else if (!is_blank_line(line) && take(std::move(line), record) && wanted) {
      return Step::record;
    }
  }
}

/// Adds a line to the document. True when it makes a record: a pair, or an error.
bool DocumentPairs::take(Record line, Record& record) {
  if (line.pair) line.error = "has a second segment of its own, but --document pairs lines";
  record = line;
  const bool pairs = line.good() && last_ && last_->good();
  if (pairs) {
    record.text = std::move(last_->text);
    record.pair = line.text;
  }
  last_ = std::move(line);
  return pairs || !record.good();
}

}  // namespace albert::apps
