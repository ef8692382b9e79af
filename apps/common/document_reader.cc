#include "common/document_reader.h"

#include <string>
#include <utility>

namespace albert::apps {
namespace {

RecordSources all_lines(RecordSources sources) {
  sources.shard = {};
  sources.fallback_format = InputFormat::text;
  return sources;
}

}  // namespace

DocumentReader::DocumentReader(RecordSources sources) : lines_(all_lines(std::move(sources))) {}

RecordSource::Step DocumentReader::next(Record& line, bool wait) {
  if (!put_back_) return lines_.next(line, wait);
  line = std::move(*put_back_);
  put_back_.reset();
  return RecordSource::Step::record;
}

void DocumentReader::put_back(Record line) {
  put_back_ = std::move(line);
}

bool is_blank_line(const Record& line) {
  return line.good() && !line.pair && line.list.empty() &&
         line.text.find_first_not_of(" \t\r\v\f") == std::string::npos;
}

}  // namespace albert::apps
