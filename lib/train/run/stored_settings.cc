#include "albert/train/run/stored_settings.h"

#include "albert/io/safetensors.h"

namespace albert::train {

std::optional<std::string> stored_settings(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / kCheckpointName;
  if (!std::filesystem::exists(file)) return std::nullopt;
  const auto archive = open_safetensors(file);
  const auto found = archive->metadata().find("settings");
  return found == archive->metadata().end() ? std::string() : found->second;
}

}  // namespace albert::train
