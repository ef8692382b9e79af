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

bool is_json(InputFormat format) {
  return format == InputFormat::jsonl || format == InputFormat::json;
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == line.npos;
}

/// Whether a JSON file that begins with this line has objects over several lines or in an array.
bool needs_splitter(std::string_view line) {
  const char first = line[line.find_first_not_of(" \t\r")];
  return (first == '{' || first == '[') && !is_json_object(line);
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

/// Whether to warn when a text looks like JSON: only if no format was given.
bool RecordReader::may_be_json(InputFormat format) const {
  return given_.text.warn && given_.format == InputFormat::automatic && !is_json(format);
}

TextOptions RecordReader::text_options(InputFormat format) const {
  TextOptions options = given_.text;
  if (!options.warn || may_be_json(format)) return options;
  options.warn = [warn = given_.text.warn](const TextWarning& warning) {
    if (warning.kind != TextWarning::Kind::json_lines) warn(warning);
  };
  return options;
}

RecordSource::Step RecordReader::read_argument(Source& source, Record& record) {
  if (line_ == source.arguments.size()) return Step::end;
  const InputFormat format = format_ = format_of(given_.format, {}, given_.fallback_format);
  record.source = "argument";
  record.line = line_ + 1;
  const std::string& argument = source.arguments[line_++];
  if (line_ == 1 && may_be_json(format) && is_json_object(argument)) {
    given_.text.warn({TextWarning::Kind::json_lines, record.source, record.line, {}});
  }
  parse_record(format, argument, given_.shape, record);
  if (given_.pair_arguments && !record.pair && record.good() && line_ < source.arguments.size()) {
    record.pair = std::move(source.arguments[line_++]);
  }
  if (given_.shape.list_columns && record.list.empty() && record.good()) {
    while (line_ < source.arguments.size()) {
      record.list.push_back(std::move(source.arguments[line_++]));
    }
  }
  return Step::record;
}

void RecordReader::parse(InputFormat format, std::string_view text, std::size_t line,
                         Record& record) const {
  record.source = file_->name();
  record.line = line;
  parse_record(format, text, given_.shape, record);
  if (!record.good() && format == InputFormat::json && given_.format == InputFormat::automatic) {
    record.error += " (the name of the file says JSON; --input-format text reads any lines)";
  }
}

/// The next object of objects_, if any.
RecordSource::Step RecordReader::read_object(bool wanted, Record& record) {
  const auto item = objects_->next();
  if (!item) return Step::end;
  if (wanted) parse(InputFormat::json, item->text, item->line, record);
  return Step::record;
}

RecordSource::Step RecordReader::read_line(const Source& source, bool wait, bool wanted,
                                           Record& record) {
  if (!file_) {
    format_ = format_of(given_.format, source.name, given_.fallback_format);
    file_.emplace(source.name, text_options(format_));
    file_begins_ = true;
  }
  for (;;) {
    if (objects_ && read_object(wanted, record) == Step::record) return Step::record;
    if (!wait && !file_->ready()) return Step::pause;
    const auto line = file_->next();
    if (!line) {
      if (!objects_) return Step::end;
      objects_->end();
      return read_object(wanted, record);
    }
    ++line_;
    if (is_json(format_) && is_blank(*line)) continue;
    const bool first = std::exchange(file_begins_, false);
    if (first && format_ == InputFormat::json && needs_splitter(*line)) objects_.emplace();
    if (objects_) {
      objects_->add(*line, line_);
      continue;
    }
    if (wanted) parse(format_, *line, line_, record);
    return Step::record;
  }
}

RecordSource::Step RecordReader::next(Record& record, bool wait) {
  while (source_ < sources_.size()) {
    Source& source = sources_[source_];
    const bool wanted = given_.shard.holds(record_);
    record = Record();
    record.index = record_;
    const Step step = source.name.empty() ? read_argument(source, record)
                                          : read_line(source, wait, wanted, record);
    if (step == Step::pause) return step;
    if (step == Step::end) {
      ++source_;
      line_ = 0;
      file_.reset();
      objects_.reset();
    } else {
      ++record_;
      if (wanted) return step;
    }
  }
  return Step::end;
}

}  // namespace albert::apps
