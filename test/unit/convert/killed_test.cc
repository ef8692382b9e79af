// A conversion that is killed leaves the target as it was, and the next one removes its files.
#include <chrono>
#include <csignal>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "albert/base/mapped_file.h"
#include "albert/convert/conversion.h"
#include "albert/convert/weight_summary.h"
#include "support/temp_dir.h"
#include "unit/source/memory_archive.h"

namespace {

using namespace albert;
using namespace albert::test;
namespace fs = std::filesystem;

constexpr int kKills = 25;

ModelSource source_with(std::int64_t vocabulary) {
  AlbertConfig config = small_config();
  config.vocab_size = vocabulary;
  return ModelSource(std::make_shared<MemoryArchive>(hugging_face_archive(config)), to_json(config),
                     "config");
}

/// Runs `work` in a child process.
template <typename Work>
pid_t fork_for(Work work) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child != 0) return child;
  try {
    work();
  } catch (...) {
  }
  ::_exit(0);
}

void kill_and_wait(pid_t child) {
  ::kill(child, SIGKILL);
  int status = 0;
  CHECK(::waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
}

std::ptrdiff_t entries_in(const fs::path& folder) {
  return std::distance(fs::directory_iterator(folder), {});
}

}  // namespace

TEST_CASE("killed just before the end: an old target stays, a new one never appears") {
  const TempDir dir;
  const ModelSource source = source_with(20);
  const Conversion conversion(source, {});
  conversion.write(dir.path() / "old", false);
  const std::string config = read_file(dir.path() / "old/config.json");

  for (const char* name : {"old", "new"}) {
    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    const ModelSource other = source_with(30);
    const pid_t child = fork_for([&] {
      ThreadPool threads(1);
      Conversion(other, {}).write(dir.path() / name, true, threads, [&](const fs::path&) {
        (void)!::write(ready[1], "!", 1);
        ::pause();
      });
    });
    char byte;
    CHECK(::read(ready[0], &byte, 1) == 1);
    kill_and_wait(child);
    ::close(ready[0]);
    ::close(ready[1]);
  }
  CHECK(read_file(dir.path() / "old/config.json") == config);
  CHECK_FALSE(fs::exists(dir.path() / "new"));
  CHECK(entries_in(dir.path()) == 3);  // and two hidden folders

  conversion.write(dir.path() / "old", true);
  conversion.write(dir.path() / "new", true);
  CHECK(entries_in(dir.path()) == 2);
}

TEST_CASE("killed at any time: the target is the complete old or new model") {
  const TempDir dir;
  const ModelSource one = source_with(20);
  const ModelSource other = source_with(3000);
  Conversion(one, {}).write(dir.path() / "out", false);
  for (int kill = 0; kill < kKills; ++kill) {
    const pid_t child = fork_for([&] {
      for (;;) {
        Conversion(other, {}).write(dir.path() / "out", true);
        Conversion(one, {}).write(dir.path() / "out", true);
      }
    });
    std::this_thread::sleep_for(std::chrono::microseconds(1500 * kill));
    kill_and_wait(child);
    const ModelSource found = ModelSource::open(dir.path() / "out");
    CHECK(found.problems().empty());
    const ModelSource& expected = found.config().vocab_size == 20 ? one : other;
    CHECK(weight_digest(*found.tensors()) == weight_digest(*expected.tensors()));
  }
}
