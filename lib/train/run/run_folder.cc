#include "train/run/run_folder.h"

#include <fstream>
#include <string>
#include <system_error>

#include <nlohmann/json.hpp>

#include "albert/base/error.h"
#include "albert/io/file_kind.h"
#include "albert/io/model_folder.h"

namespace albert::train {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& path, const std::string& problem) {
  throw Error(ErrorCode::usage, problem, path.string(), "choose another folder");
}

bool is_pretraining_metrics(const fs::path& file) {
  // Empty: from a run that ended before its first report.
  return fs::file_size(file) == 0 || is_metrics(file, "tokens_seen");
}

bool is_token_cache(const fs::path& file) {
  return recognize(file) == FileKind::token_cache;
}

fs::path folder_of(const fs::path& path) {
  const fs::path folder = fs::is_directory(path) ? path : path.parent_path();
  return folder.empty() ? fs::path(".") : folder;
}

}  // namespace

bool is_metrics(const fs::path& file, std::string_view member) {
  std::ifstream in(file, std::ios::binary);
  std::string line;
  std::getline(in, line);
  const auto json = nlohmann::json::parse(line, nullptr, false);
  return json.is_object() && json.contains("kind") && json.contains(member);
}

void refuse_checkpoint(const fs::path& folder) {
  throw Error(ErrorCode::usage, "holds the checkpoint of another run", folder.string(),
              "resume that run, or choose another folder");
}

void check_run_folder(const PretrainOptions& options) {
  const fs::path& out = options.out;
  std::error_code error;
  const fs::file_status status = fs::status(out, error);
  if (!fs::exists(status)) return;
  if (!fs::is_directory(status)) refuse(out, "is not a folder");
  if (!options.start_from.empty() && fs::equivalent(folder_of(options.start_from), out, error)) {
    refuse(out, "is the model to start from");
  }

  bool earlier_run = false;
  for (const auto& [name, is_ours] : {std::pair(kMetricsName, &is_pretraining_metrics),
                                      std::pair(kTrainTokensName, &is_token_cache),
                                      std::pair(kHeldOutTokensName, &is_token_cache)}) {
    const fs::path file = out / name;
    if (!fs::exists(file, error)) continue;
    for (const auto& inputs : {options.texts, options.held_out, {options.data}}) {
      for (const fs::path& input : inputs) {
        if (fs::equivalent(input, file, error)) refuse(file, "is both read and written");
      }
    }
    if (!is_ours(file)) refuse(file, "exists already, and is not a file of a training run");
    earlier_run = true;
  }

  const bool has_its_tokenizer =
      !options.tokenizer.empty() && fs::equivalent(folder_of(options.tokenizer), out, error);
  for (const fs::directory_entry& entry : fs::directory_iterator(out)) {
    const std::string name = entry.path().filename().string();
    const auto use = model_file(name);
    const bool replaced = use == ModelFile::weights || (!earlier_run && use == ModelFile::config) ||
                          (!earlier_run && use == ModelFile::tokenizer && !has_its_tokenizer);
    if (replaced) refuse(out, "holds a model or a part of one: " + name);
  }
}

}  // namespace albert::train
