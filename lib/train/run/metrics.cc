#include "train/run/metrics.h"

#include <string>

#include <nlohmann/json.hpp>

#include "albert/base/error.h"
#include "albert/base/mapped_file.h"
#include "albert/io/atomic_output.h"

namespace albert::train {
namespace {

using nlohmann::ordered_json;

/// Complete lines of `text` up to `step`; an incomplete last line is dropped.
std::string lines_until(const std::string& text, std::uint64_t step) {
  std::string kept;
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
    const std::string line = text.substr(begin, end - begin);
    begin = end + 1;
    const ordered_json json = ordered_json::parse(line, nullptr, false);
    if (!json.is_object() || !json.contains("step") || !json["step"].is_number_unsigned()) continue;
    if (json["step"].get<std::uint64_t>() <= step) kept += line + "\n";
  }
  return kept;
}

}  // namespace

Metrics::Metrics(const std::filesystem::path& file, std::uint64_t step) : path_(file) {
  std::string kept;
  if (step != 0 && std::filesystem::exists(file)) kept = lines_until(read_file(file), step);
  write_file(file, kept);
  out_.open(file, std::ios::app | std::ios::binary);
  if (!out_) throw Error(ErrorCode::io, "cannot be written", path_.string());
}

void Metrics::write(const Report& report) {
  const bool training = report.event == Event::progress;
  ordered_json json = {{"kind", training ? "train" : "evaluate"},
                       {"step", report.step},
                       {"epoch", report.epoch},
                       {"tokens_seen", report.tokens},
                       {"mlm_loss", report.losses.mlm_loss()},
                       {"mlm_accuracy", report.losses.mlm_accuracy()},
                       {"sop_loss", nullptr},
                       {"sop_accuracy", nullptr},
                       {"seconds", report.seconds}};
  if (report.losses.pairs > 0) {
    json["sop_loss"] = report.losses.sop_loss();
    json["sop_accuracy"] = report.losses.sop_accuracy();
  }
  if (training) {
    json["learning_rate"] = report.rate;
    json["gradient_norm"] = report.gradient_norm;
    json["tokens_per_second"] = report.tokens_per_second;
  }
  out_ << json.dump() << '\n' << std::flush;
  if (!out_) throw Error(ErrorCode::io, "cannot be written", path_.string(), "is the disk full?");
}

}  // namespace albert::train
