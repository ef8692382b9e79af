#include "albert/io/atomic_output.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "albert/base/error.h"
#include "support/temp_dir.h"
#include "unit/io/archive_testing.h"

using namespace albert;
using namespace albert::test;
namespace fs = std::filesystem;

namespace {

std::size_t count_entries(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

ErrorCode code_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.code();
  }
  FAIL("nothing was refused");
  return {};
}

// Runs `until_killed`, which must end in a signal, in a process of its own.
void run_killed(const std::function<void()>& until_killed) {
  const pid_t child = ::fork();
  if (child == 0) {
    until_killed();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(WIFSIGNALED(status));
}

}  // namespace

TEST_CASE("a file appears when it is committed, not before") {
  const TempDir dir;
  const fs::path target = dir.write("model.bin", "old");
  {
    AtomicFile file(target);
    file.write_at(4, as_bytes("5678"));
    file.write_at(0, as_bytes("1234"));
    CHECK(slurp(target) == "old");
    file.commit();
  }
  CHECK(slurp(target) == "12345678");
  {
    AtomicFile file(target);
    file.write_at(0, as_bytes("half"));
  }
  CHECK(slurp(target) == "12345678");
  write_file(dir.path() / "config.json", "{}\n");
  CHECK(slurp(dir.path() / "config.json") == "{}\n");
  CHECK(count_entries(dir.path()) == 2);
}

TEST_CASE("a folder appears when complete, and replaces only a model, and only on request") {
  const TempDir dir;
  const fs::path target = dir.path() / "model";
  const auto write_model = [](const fs::path& folder, const char* weights) {
    write_file(folder / "config.json", R"({"model_type": "albert"})");
    write_file(folder / weights, "1");
  };
  {
    AtomicFolder folder(target, false);
    write_model(folder.path(), "model.safetensors");
    CHECK_FALSE(fs::exists(target));
    folder.commit();
    CHECK(folder.replaced().model_files.empty());
  }
  CHECK(slurp(target / "model.safetensors") == "1");
  CHECK(code_of([&] { AtomicFolder(target, false); }) == ErrorCode::usage);
  { const AtomicFolder dropped(target, true); }
  CHECK(slurp(target / "model.safetensors") == "1");
  {
    AtomicFolder folder(target / "", true);  // "model/"
    write_model(folder.path(), "pytorch_model.bin");
    folder.commit();
    CHECK(folder.replaced().model_files ==
          std::vector<std::string>{"config.json", "model.safetensors"});
  }
  CHECK_FALSE(fs::exists(target / "model.safetensors"));
  CHECK(slurp(target / "pytorch_model.bin") == "1");
  {
    AtomicFolder folder(target, true);
    write_model(folder.path(), "model.safetensors");
    write_file(target / "letter", "came while the new model was made");
    CHECK(code_of([&] { folder.commit(); }) == ErrorCode::usage);
  }
  CHECK(slurp(target / "letter") == "came while the new model was made");
  CHECK(slurp(target / "pytorch_model.bin") == "1");
  CHECK(code_of([&] { AtomicFolder(target, true); }) == ErrorCode::usage);
  {
    AtomicFolder folder(target, true, {"letter"});
    write_model(folder.path(), "tf_model.h5");
    folder.commit();
  }
  CHECK(slurp(target / "tf_model.h5") == "1");
  CHECK_FALSE(fs::exists(target / "letter"));

  fs::create_directory(dir.path() / "empty");
  {
    AtomicFolder folder(dir.path() / "empty", false);
    write_file(folder.path() / "c", "3");
    folder.commit();
  }
  CHECK(slurp(dir.path() / "empty/c") == "3");
  const fs::path file = dir.write("file", "x");
  fs::create_symlink("model", dir.path() / "link");
  for (const bool replace : {false, true}) {
    CHECK(code_of([&] { AtomicFolder(file, replace); }) == ErrorCode::usage);
    CHECK(code_of([&] { AtomicFolder(dir.path() / "link", replace); }) == ErrorCode::usage);
  }
  CHECK(count_entries(dir.path()) == 4);
}

TEST_CASE("a failed system call is an I/O error that names the target") {
  const TempDir dir;
  CHECK(code_of([&] { AtomicFile(dir.path() / "no/such/folder"); }) == ErrorCode::io);
  CHECK(code_of([&] { AtomicFolder(dir.path() / "no/such/folder", false); }) == ErrorCode::io);
  CHECK(code_of([&] { AtomicFile(fs::path("/")); }) == ErrorCode::usage);

  // The nearest thing to a full disk that needs no privileges: a limit on the size of files.
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit old{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &old) == 0);
  rlimit small = old;
  small.rlim_cur = 1000;
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  std::string message;
  try {
    AtomicFile file(dir.path() / "big.bin");
    file.write_at(0, as_bytes(std::string(2000, 'x')));
  } catch (const Error& error) {
    message = error.what();
    CHECK(error.code() == ErrorCode::io);
  }
  ::setrlimit(RLIMIT_FSIZE, &old);
  CHECK(message.find("big.bin: cannot write: ") != std::string::npos);
  CHECK(count_entries(dir.path()) == 0);
}

TEST_CASE("a kill leaves the target alone, and the next writer cleans up") {
  const TempDir dir;
  const fs::path folder = dir.path() / "model";
  const fs::path file = dir.write("weights", "old");
  run_killed([&] {
    AtomicFolder half(folder, false);
    write_file(half.path() / "a", "1");
    AtomicFile part(file);
    part.write_at(0, as_bytes("new"));
    ::raise(SIGKILL);
  });
  CHECK_FALSE(fs::exists(folder));
  CHECK(slurp(file) == "old");
  CHECK(count_entries(dir.path()) == 3);
  {
    const AtomicFolder again(folder, false);
    const AtomicFile too(file);
    const AtomicFile both(file);  // a living writer is left alone
    CHECK(count_entries(dir.path()) == 4);
  }
  CHECK(count_entries(dir.path()) == 1);
}
