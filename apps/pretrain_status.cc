#include "pretrain_status.h"

#include <utility>

#include <fmt/format.h>

namespace albert::apps {
namespace {

using train::Event;
using train::Losses;
using train::Report;

std::string losses_text(const Losses& losses) {
  std::string text =
      fmt::format("MLM {:.3f} {:.1f} %", losses.mlm_loss(), 100 * losses.mlm_accuracy());
  if (losses.pairs > 0) {
    text += fmt::format("  pairs {:.3f} {:.1f} %", losses.sop_loss(), 100 * losses.sop_accuracy());
  }
  return text;
}

std::string progress_text(const Report& report) {
  return fmt::format("step {}/{}  {}  {:.0f} tokens/s  {} left", report.step, report.steps,
                     losses_text(report.losses), report.tokens_per_second,
                     duration_text(report.seconds_left));
}

}  // namespace

PretrainStatus::PretrainStatus(std::string folder, bool quiet)
    : folder_(std::move(folder)), quiet_(quiet) {}

void PretrainStatus::show(const Report& report) {
  has_saved_ |= report.event == Event::saved;
  if (quiet_) return;
  switch (report.event) {
    case Event::tokenizing:
      if (line_.redraws())
        line_.draw(fmt::format("tokenizing: {} of {} MB", report.done >> 20, report.total >> 20));
      break;
    case Event::started:
      for (const std::string& tensor : report.fresh) line_.write("starts at random: " + tensor);
      line_.write(report.step == 0
                      ? fmt::format("training {} steps", report.steps)
                      : fmt::format("going on after step {} of {}", report.step, report.steps));
      break;
    case Event::progress:
      line_.draw(progress_text(report));
      break;
    case Event::evaluated:
      line_.write(fmt::format("step {}: held-out {}", report.step, losses_text(report.losses)));
      break;
    case Event::saved:
      line_.write(fmt::format("step {}: saved in {}", report.step, folder_));
      break;
  }
}

}  // namespace albert::apps
