#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "albert/base/error.h"
#include "albert/io/sentence_transformers.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::optional<albert::SentenceTransformer> found;
  try {
    found = albert::parse_sentence_transformer({reinterpret_cast<const char*>(data), size}, "f");
  } catch (const albert::Error&) {  // the only thing it may throw
    return 0;
  }
  // Nothing leads out of the folder, and what is written reads back as a model at the top.
  if (found->model != "f" && found->model.parent_path() != "f") std::abort();
  for (const auto& [type, path] : found->modules) {
    if (path == ".." || path.find('/') != std::string::npos) std::abort();
    if (type.find('.') != std::string::npos) std::abort();
  }
  if (albert::parse_sentence_transformer(found->modules_json, "f").model != "f") std::abort();
  return 0;
}
