#include "common/window_options.h"

namespace albert::apps {

void WindowChoice::add_to(CLI::App& command) {
  constexpr const char* kGroup = "Long texts";
  command
      .add_option("--window", options.tokens,
                  "Tokens of a window, [CLS] and [SEP] included "
                  "(default: as many as the model has positions)")
      ->check(CLI::Range(3, 1 << 20).description(""))
      ->type_name("N")
      ->group(kGroup);
  command
      .add_option("--stride", options.overlap,
                  "Tokens that neighbouring windows share (default: a quarter of a window)")
      ->check(CLI::Range(0, 1 << 20).description(""))
      ->type_name("N")
      ->group(kGroup);
  command
      .add_flag("--truncate", truncate,
                "Cut longer texts, longest segment first, instead of dividing them into windows")
      ->group(kGroup);
}

}  // namespace albert::apps
