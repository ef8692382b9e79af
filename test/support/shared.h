#ifndef ALBERT_TEST_SUPPORT_SHARED_H_
#define ALBERT_TEST_SUPPORT_SHARED_H_

#include <filesystem>
#include <string_view>

namespace albert::test {

/// Reference data outside the project: $ALBERT_SHARED, else ../shared beside the source tree.
/// Empty when absent.
std::filesystem::path shared_dir();

/// True when `relative` exists below shared_dir(). Otherwise prints
/// "[skipped] WHAT: needs shared/RELATIVE" (listed again at the end of test/run.sh) and
/// returns false; the test case then returns at once.
bool need_shared(std::string_view what, std::string_view relative);

/// False in a build with a sanitizer, whose own memory and slowness would be measured: prints
/// "[skipped] WHAT: measured only without sanitizers"; the test case then returns at once.
bool need_plain_build(std::string_view what);

/// Files that the project carries itself: test/fixtures.
std::filesystem::path fixtures_dir();

}  // namespace albert::test

#endif  // ALBERT_TEST_SUPPORT_SHARED_H_
