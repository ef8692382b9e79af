#include "common/window_options.h"

#include <string>

#include "common/arguments.h"

namespace albert::apps {

namespace {

constexpr const char* kGroup = "Long texts";

void add_window(CLI::App& command, std::size_t& tokens, const std::string& what) {
  add_number(command, "--window", tokens, 3, 1 << 20,
             what + ", [CLS] and [SEP] included (default: as many as the model has positions)")
      ->group(kGroup);
}

void add_truncate(CLI::App& command, bool& truncate, const std::string& alternative) {
  command
      .add_flag("--truncate", truncate,
                "Cut longer texts, longest segment first, instead of " + alternative)
      ->group(kGroup);
}

}  // namespace

void WindowChoice::add_to(CLI::App& command) {
  add_window(command, options.tokens, "Tokens of a window");
  add_number(command, "--stride", options.overlap, 0, 1 << 20,
             "Tokens that neighbouring windows share (default: a quarter of a window)")
      ->group(kGroup);
  add_truncate(command, truncate, "dividing them into windows");
}

void MaskWindow::add_to(CLI::App& command) {
  add_window(command, tokens, "Tokens of the window around a mask, of longer texts");
  add_truncate(command, truncate, "choosing a window around each mask");
}

}  // namespace albert::apps
