// A conversion that replaces a model, with a fault at each of its system calls in turn: a kill, a
// full disk, a folder that is read-only. The target is one whole model or the other, always.
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <memory>
#include <string>

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "albert/base/error.h"
#include "albert/base/mapped_file.h"
#include "albert/convert/conversion.h"
#include "albert/convert/weight_summary.h"
#include "albert/io/atomic_output.h"
#include "albert/io/model_folder.h"
#include "support/system_faults.h"
#include "support/temp_dir.h"
#include "unit/source/memory_archive.h"

namespace {

using namespace albert;
using namespace albert::test;
namespace fs = std::filesystem;

constexpr int kMostCalls = 500;

/// A model with a tokenizer file and weights of its own.
struct Model {
  TempDir dir;
  ModelSource source;

  explicit Model(std::int64_t vocabulary) : source(write(dir, vocabulary)) {}

  static ModelSource write(const TempDir& dir, std::int64_t vocabulary) {
    AlbertConfig config = small_config();
    config.vocab_size = vocabulary;
    const ModelSource memory(std::make_shared<MemoryArchive>(hugging_face_archive(config)),
                             to_json(config), "config");
    ThreadPool threads(1);
    Conversion(memory, {}).write(dir.path() / "model", false, threads, [](const fs::path&) {});
    dir.write("model/vocab.txt", "[PAD]\n[UNK]\n" + std::to_string(vocabulary) + "\n");
    return ModelSource::open(dir.path() / "model");
  }
};

/// What is in a folder, byte for byte.
std::string content(const fs::path& folder) {
  std::string all;
  for (const std::string& name : list_folder(folder).model_files) {
    all += name + "\n" + read_file(folder / name);
  }
  return all;
}

std::ptrdiff_t entries_in(const fs::path& folder) {
  return std::distance(fs::directory_iterator(folder), {});
}

enum Outcome { kConverted = 0, kRefused = 10, kWrongError = 11 };

/// Old and new, and a place to replace the one by the other.
struct Replacing {
  Model one{20};
  Model other{300};
  TempDir dir;
  std::string old_content;
  std::string new_content;

  Replacing() {
    convert(other);
    new_content = content(target());
    convert(one);
    old_content = content(target());
    REQUIRE(old_content != new_content);
  }

  fs::path target() const { return dir.path() / "out"; }

  void convert(const Model& model) const {
    ThreadPool threads(1);
    Conversion(model.source, {}).write(target(), true, threads, [](const fs::path&) {});
  }

  /// Between the renames of a file system without exchange there may be no target: the next writer,
  /// even one that gives up, puts the old one back.
  void restore() const { const AtomicFolder next(target(), true); }

  /// In a process of its own; returns whether the fault came.
  bool convert_with(const Fault& fault, int& status) const {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      plan_fault(fault);
      int outcome = kConverted;
      try {
        convert(other);
      } catch (const Error& error) {
        outcome = error.code() == ErrorCode::io ? kRefused : kWrongError;
      } catch (...) {
        outcome = kWrongError;
      }
      const bool came = count_calls() > fault.at;
      ::_exit(outcome + (came ? 100 : 0));
    }
    REQUIRE(::waitpid(child, &status, 0) == child);
    if (WIFSIGNALED(status)) return true;
    const int code = WEXITSTATUS(status);
    status = code % 100;
    return code >= 100;
  }
};

}  // namespace

TEST_CASE("an error at any system call leaves the old or the new model, and no other files") {
  const Replacing replacing;
  for (const bool can_exchange : {true, false}) {
    for (const bool lasts : {true, false}) {
      const int number = !lasts ? EIO : can_exchange ? ENOSPC : EROFS;
      CAPTURE(can_exchange);
      CAPTURE(number);
      int refused = 0;
      int at = 0;
      for (; at < kMostCalls; ++at) {
        CAPTURE(at);
        int outcome = 0;
        const Fault fault = {.kind = Fault::Kind::error,
                             .at = at,
                             .error_number = number,
                             .lasts = lasts,
                             .can_exchange = can_exchange};
        if (!replacing.convert_with(fault, outcome)) break;
        CHECK(outcome != kWrongError);
        refused += outcome == kRefused ? 1 : 0;
        if (!can_exchange && lasts && !fs::exists(replacing.target())) replacing.restore();
        const std::string found = content(replacing.target());
        CHECK((found == replacing.old_content || found == replacing.new_content));
        // Where removing fails, a hidden folder may stay; the next writer removes it.
        CHECK(entries_in(replacing.dir.path()) <= 2);
        replacing.convert(replacing.one);
        CHECK(entries_in(replacing.dir.path()) == 1);
      }
      CHECK(refused > 15);
      CHECK(at < kMostCalls);
      replacing.convert(replacing.one);
    }
  }
}

TEST_CASE(
    "a kill at any system call: the old model or the new one, and the next writer cleans up") {
  const Replacing replacing;
  for (const bool can_exchange : {true, false}) {
    for (const auto kind : {Fault::Kind::kill_before, Fault::Kind::kill_after}) {
      int absent = 0;
      int at = 0;
      for (; at < kMostCalls; ++at) {
        CAPTURE(can_exchange);
        CAPTURE(at);
        int status = 0;
        if (!replacing.convert_with({.kind = kind, .at = at, .can_exchange = can_exchange},
                                    status)) {
          break;
        }
        CHECK(WIFSIGNALED(status));
        if (!fs::exists(replacing.target())) {
          ++absent;
          replacing.restore();
        }
        REQUIRE(fs::exists(replacing.target()));
        const std::string found = content(replacing.target());
        CHECK((found == replacing.old_content || found == replacing.new_content));
        replacing.convert(replacing.one);
        CHECK(entries_in(replacing.dir.path()) == 1);
      }
      CHECK(at > 15);
      CHECK(at < kMostCalls);
      CHECK(absent == (can_exchange ? 0 : 1));
      replacing.convert(replacing.one);
    }
  }
}
