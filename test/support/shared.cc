#include "support/shared.h"

#include <cstdio>
#include <cstdlib>
#include <string>

namespace albert::test {

namespace fs = std::filesystem;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
constexpr bool kSanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool kSanitized = false;
#endif

}  // namespace

fs::path shared_dir() {
  const char* given = std::getenv("ALBERT_SHARED");
  const fs::path dir =
      given != nullptr ? fs::path(given) : fs::path(ALBERT_SOURCE_DIR) / "../shared";
  return fs::is_directory(dir) ? dir : fs::path();
}

bool need_shared(std::string_view what, std::string_view relative) {
  const fs::path dir = shared_dir();
  if (!dir.empty() && fs::exists(dir / relative)) return true;
  std::printf("[skipped] %.*s: needs shared/%.*s\n", static_cast<int>(what.size()), what.data(),
              static_cast<int>(relative.size()), relative.data());
  std::fflush(stdout);
  return false;
}

bool need_plain_build(std::string_view what) {
  if (!kSanitized) return true;
  std::printf("[skipped] %.*s: measured only without sanitizers\n", static_cast<int>(what.size()),
              what.data());
  std::fflush(stdout);
  return false;
}

fs::path fixtures_dir() {
  return fs::path(ALBERT_SOURCE_DIR) / "test/fixtures";
}

}  // namespace albert::test
