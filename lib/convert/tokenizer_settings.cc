#include "convert/tokenizer_settings.h"

#include <algorithm>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "albert/base/mapped_file.h"
#include "albert/io/atomic_output.h"

namespace albert::convert {
namespace {

using nlohmann::json;

constexpr std::string_view kSettings = "tokenizer_config.json";

std::string usual_settings(bool wordpiece, std::int64_t max_positions) {
  json settings = {{"do_lower_case", true}, {"model_max_length", max_positions}};
  if (wordpiece) {
    settings["tokenizer_class"] = "BertTokenizer";
  } else {
    settings["tokenizer_class"] = "AlbertTokenizer";
    settings["keep_accents"] = false;
    settings["remove_space"] = true;
  }
  return settings.dump(2) + "\n";
}

}  // namespace

void write_tokenizer(std::span<const TokenizerFile> files, std::int64_t max_positions,
                     const std::filesystem::path& folder) {
  const auto has = [&](std::string_view name) {
    return std::any_of(files.begin(), files.end(),
                       [&](const TokenizerFile& file) { return file.name == name; });
  };
  for (const TokenizerFile& file : files) write_file(folder / file.name, read_file(file.path));
  if (!files.empty() && !has(kSettings)) {
    write_file(folder / kSettings, usual_settings(!has("spiece.model"), max_positions));
  }
}

}  // namespace albert::convert
