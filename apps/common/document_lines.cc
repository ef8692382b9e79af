#include "common/document_lines.h"

#include <string>
#include <utility>

namespace albert::apps {

DocumentLines::DocumentLines(const RecordSources& sources)
    : shard_(sources.shard), lines_(sources) {}

RecordSource::Step DocumentLines::next(Record& record, bool wait) {
  for (;;) {
    Record line;
    const Step step = lines_.next(line, wait);
    if (step == Step::pause) return step;
    const bool is_line = lines_.format() == InputFormat::text && line.list.empty();
    const bool continues = step == Step::record && is_line && open_ &&
                           line.source == open_->source && line.line > last_line_;
    if (open_ && (!continues || is_blank_line(line))) {  // the document has ended
      if (step == Step::record && !continues) lines_.put_back(std::move(line));
      record = std::move(*open_);
      open_.reset();
    } else if (step == Step::end) {
      return step;
    } else if (!is_line) {
      record = std::move(line);
      if (lines_.format() != InputFormat::jsonl && lines_.format() != InputFormat::json) {
        record.list.insert(record.list.begin(), std::move(record.text));
      }
    } else {
      if (is_blank_line(line)) continue;
      last_line_ = line.line;
      std::string sentence = std::move(line.text);
      if (!open_) open_ = std::move(line);
      open_->list.push_back(std::move(sentence));
      continue;
    }
    if (shard_.holds(document_++)) return Step::record;
  }
}

}  // namespace albert::apps
