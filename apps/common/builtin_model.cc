#include "common/builtin_model.h"

#include <cstdlib>
#include <string>
#include <system_error>

#include "albert/io/atomic_output.h"
#include "common/console.h"
#include "common/scratch_folder.h"

// The assembler copies the files into the program; ALBERT_BUILTIN is their folder.
#define ALBERT_EMBED(symbol, file)          \
  asm(".section .rodata\n"                  \
      ".balign 64\n"                        \
      ".global " #symbol "_begin\n" #symbol \
      "_begin:\n"                           \
      ".incbin \"" ALBERT_BUILTIN file      \
      "\"\n"                                \
      ".global " #symbol "_end\n" #symbol   \
      "_end:\n"                             \
      ".byte 0\n"                           \
      ".previous\n");                       \
  extern "C" const char symbol##_begin[];   \
  extern "C" const char symbol##_end[]

ALBERT_EMBED(albert_builtin_config, "/config.json");
ALBERT_EMBED(albert_builtin_spiece, "/spiece.model");
ALBERT_EMBED(albert_builtin_weights, "/model.safetensors");

namespace albert::apps {
namespace {

namespace fs = std::filesystem;

std::string_view between(const char* begin, const char* end) noexcept {
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

BuiltinModel builtin_model() noexcept {
  const std::string_view weights =
      between(albert_builtin_weights_begin, albert_builtin_weights_end);
  return {.config = between(albert_builtin_config_begin, albert_builtin_config_end),
          .spiece = between(albert_builtin_spiece_begin, albert_builtin_spiece_end),
          .weights = std::as_bytes(std::span(weights))};
}

bool names_builtin(std::string_view model) {
  if (model.empty()) {
    const char* variable = std::getenv("ALBERT_MODEL");
    model = variable != nullptr ? variable : "";
  }
  std::error_code ignored;
  return model.empty() || (model == kBuiltinName && !fs::exists(model, ignored));
}

void note_builtin_sop(std::string_view model, bool quiet) {
  if (quiet || !names_builtin(model)) return;
  print_note(
      "the built-in model errs about the order of one pair of 512 tokens in seven, and one of "
      "128 in three (docs/builtin-model.md); --model names another one");
}

const fs::path& builtin_folder() {
  static const ScratchFolder folder{std::string(kBuiltinName)};
  static const bool written = [] {
    const BuiltinModel model = builtin_model();
    const std::string_view weights(reinterpret_cast<const char*>(model.weights.data()),
                                   model.weights.size());
    write_file(folder.path() / "config.json", model.config);
    write_file(folder.path() / "spiece.model", model.spiece);
    write_file(folder.path() / "model.safetensors", weights);
    return true;
  }();
  static_cast<void>(written);
  return folder.path();
}

}  // namespace albert::apps
