#ifndef ALBERT_TEST_SUPPORT_SYSTEM_FAULTS_H_
#define ALBERT_TEST_SUPPORT_SYSTEM_FAULTS_H_

namespace albert::test {

/// What happens at one of the system calls that change files: open for writing, pwrite, write,
/// fsync, mkdir, rename, renameat2, unlink, rmdir. A program that links system_faults.cc runs all
/// of them through it; in a process that plans nothing, all work.
struct Fault {
  enum class Kind {
    none,
    error,        ///< the call fails with `error_number`, and so does every later one that `lasts`
    kill_before,  ///< the process is killed before the call
    kill_after,   ///< … and after it
  };

  Kind kind = Kind::none;
  int at = 0;  ///< the call's number, from 0 on
  int error_number = 0;
  bool lasts = false;        ///< a disk stays full, a folder read-only: all later calls that create
                             ///< or write fail too (those that remove still work)
  bool can_exchange = true;  ///< false: renameat2 is not there, as on some file systems
};

/// For this process, from now on.
void plan_fault(const Fault& fault);

/// Calls so far since then.
int count_calls();

}  // namespace albert::test

#endif  // ALBERT_TEST_SUPPORT_SYSTEM_FAULTS_H_
