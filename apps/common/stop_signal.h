#ifndef ALBERT_APPS_COMMON_STOP_SIGNAL_H_
#define ALBERT_APPS_COMMON_STOP_SIGNAL_H_

namespace albert::apps {

/// From now on SIGINT and SIGTERM are recorded instead of ending the process; a second one ends it.
void catch_stop_signals();

/// The number of the signal that was caught, or 0.
int stop_signal();

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_STOP_SIGNAL_H_
