#include "train/run/checkpoint.h"

#include <algorithm>
#include <charconv>
#include <sstream>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/io/safetensors.h"
#include "train/model/weights_file.h"

namespace albert::train {
namespace {

std::string metadata_of(const TensorArchive& archive, std::string_view key) {
  const auto found = archive.metadata().find(key);
  return found == archive.metadata().end() ? std::string() : found->second;
}

template <typename Number>
Number number_at(const TensorArchive& archive, std::string_view key) {
  const std::string text = metadata_of(archive, key);
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (!text.empty() && error == std::errc() && end == text.data() + text.size()) return number;
  throw Error(ErrorCode::model, fmt::format("checkpoint has no valid '{}'", key),
              archive.path().string());
}

/// A "key=value" line.
struct Line {
  std::string key;
  std::string text;
};

std::vector<Line> lines_of(const std::string& recipe) {
  std::vector<Line> lines;
  std::istringstream in(recipe);
  for (std::string line; std::getline(in, line);) {
    lines.push_back({line.substr(0, line.find('=')), line});
  }
  return lines;
}

}  // namespace

std::string one_line(const AlbertConfig& config) {
  std::string json = to_json(config);
  std::erase(json, '\n');
  return json;
}

std::vector<CheckpointBuffer> training_buffers(std::span<float> parameters,
                                               const Optimizer& optimizer) {
  std::vector<CheckpointBuffer> all = {{"weights/", parameters}};
  for (std::size_t i = 0; i < optimizer.state().size(); ++i) {
    all.push_back({std::string(optimizer.state_names()[i]) + '/', optimizer.state()[i]});
  }
  return all;
}

void write_checkpoint(const std::filesystem::path& file, const ParameterLayout& layout,
                      std::span<const CheckpointBuffer> buffers, const ArchiveMetadata& metadata) {
  std::vector<ParameterSection> stored;
  for (const CheckpointBuffer& buffer : buffers) stored.push_back({buffer.prefix, buffer.values});
  write_parameters(file, layout, stored, metadata);
}

Checkpoint::Checkpoint(const std::filesystem::path& file, std::string_view format)
    : archive_(open_safetensors(file)) {
  if (text("format") != format) {
    throw Error(ErrorCode::model, "is not a checkpoint of such a training, or of another version",
                file.string());
  }
}

std::string Checkpoint::text(std::string_view key) const {
  return metadata_of(*archive_, key);
}

std::uint64_t Checkpoint::count(std::string_view key) const {
  return number_at<std::uint64_t>(*archive_, key);
}

double Checkpoint::number(std::string_view key) const {
  return number_at<double>(*archive_, key);
}

void Checkpoint::require_recipe(const std::string& recipe) const {
  const std::vector<Line> ours = lines_of(recipe);
  const std::vector<Line> theirs = lines_of(text("recipe"));
  const auto refuse = [&](const std::string& their_line, const std::string& our_line) {
    throw Error(ErrorCode::usage,
                fmt::format("the checkpoint was made with {}, not {}", their_line, our_line),
                archive_->path().string(),
                "resume with the same settings, or choose another output folder");
  };
  for (const Line& line : ours) {
    const auto found = std::ranges::find(theirs, line.key, &Line::key);
    if (found == theirs.end()) refuse("the default of " + line.key, line.text);
    if (found->text != line.text) refuse(found->text, line.text);
  }
  for (const Line& line : theirs) {
    if (std::ranges::find(ours, line.key, &Line::key) == ours.end()) {
      refuse(line.text, "the default of " + line.key);
    }
  }
}

void Checkpoint::read(const ParameterLayout& layout,
                      std::span<const CheckpointBuffer> buffers) const {
  for (const CheckpointBuffer& buffer : buffers) {
    const auto missing = read_parameters(layout, *archive_, buffer.prefix, buffer.values);
    if (!missing.empty()) refuse_missing(missing.front(), *archive_);
  }
}

bool is_checkpoint(const std::filesystem::path& file, std::string_view format) {
  try {
    return metadata_of(*open_safetensors(file), "format") == format;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace albert::train
