#include "common/stop_signal.h"

#include <csignal>
#include <initializer_list>

namespace albert::apps {
namespace {

volatile std::sig_atomic_t caught = 0;

}  // namespace

void catch_stop_signals() {
  struct sigaction action = {};
  action.sa_handler = [](int signal) { caught = signal; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);  // a second signal kills immediately
  for (const int signal : {SIGINT, SIGTERM}) sigaction(signal, &action, nullptr);
}

int stop_signal() {
  return caught;
}

}  // namespace albert::apps
