#include "common/record_reader.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

#include "albert/base/error.h"

namespace albert::apps {
namespace {

bool names_a_file(const std::string& argument) {
  if (argument == "-") return true;
  struct stat status {};
  if (::stat(argument.c_str(), &status) != 0) return false;
  return S_ISREG(status.st_mode) || S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode);
}

}  // namespace

RecordReader::RecordReader(RecordSources sources) : given_(std::move(sources)) {
  for (std::string& argument : given_.arguments) {
    if (names_a_file(argument)) {
      sources_.push_back({std::move(argument), {}});
    } else {
      if (sources_.empty() || !sources_.back().name.empty()) sources_.emplace_back();
      sources_.back().arguments.push_back(std::move(argument));
    }
  }
  for (std::string& file : given_.files) sources_.push_back({std::move(file), {}});
  if (sources_.empty()) sources_.push_back({"-", {}});
  for (const Source& source : sources_) {
    if (source.name.empty() || source.name == "-") continue;
    if (::access(source.name.c_str(), R_OK) != 0) {
      throw Error(ErrorCode::io, std::string("cannot open: ") + std::strerror(errno), source.name);
    }
  }
}

RecordSource::Step RecordReader::read_argument(Source& source, Record& record) {
  if (line_ == source.arguments.size()) return Step::end;
  const InputFormat format = format_of(given_.format, {}, given_.fallback_format);
  record.source = "argument";
  record.line = line_ + 1;
  parse_record(format, source.arguments[line_++], record);
  if (given_.pair_arguments && !record.pair && record.good() && line_ < source.arguments.size()) {
    record.pair = std::move(source.arguments[line_++]);
  }
  return Step::record;
}

RecordSource::Step RecordReader::read_line(const Source& source, bool wait, bool wanted,
                                           Record& record) {
  if (!file_) file_.emplace(source.name);
  if (!wait && !file_->ready()) return Step::pause;
  const auto line = file_->next();
  if (!line) return Step::end;
  ++line_;
  if (wanted) {
    record.source = file_->name();
    record.line = line_;
    parse_record(format_of(given_.format, source.name, given_.fallback_format), *line, record);
  }
  return Step::record;
}

RecordSource::Step RecordReader::next(Record& record, bool wait) {
  while (source_ < sources_.size()) {
    Source& source = sources_[source_];
    const bool wanted = given_.shard.holds(record_);
    record = Record();
    const Step step = source.name.empty() ? read_argument(source, record)
                                          : read_line(source, wait, wanted, record);
    if (step == Step::pause) return step;
    if (step == Step::end) {
      ++source_;
      line_ = 0;
      file_.reset();
    } else {
      ++record_;
      if (wanted) return step;
    }
  }
  return Step::end;
}

}  // namespace albert::apps
