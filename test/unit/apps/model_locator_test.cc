#include "common/model_locator.h"

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "common/builtin_model.h"
#include "common/model_files.h"
#include "support/temp_dir.h"

namespace albert::apps {
namespace {

namespace fs = std::filesystem;

/// A Hub cache in a new folder, and an environment that knows no other.
struct Cache {
  test::TempDir dir;

  Cache() {
    for (const char* name :
         {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME", "ALBERT_MODEL"}) {
      ::unsetenv(name);
    }
    ::setenv("HF_HUB_CACHE", dir.path().c_str(), 1);
  }
  fs::path add(const std::string& repository, const std::string& revision) const {
    fs::path snapshot = dir.path() / repository / "snapshots" / revision;
    fs::create_directories(snapshot);
    fs::create_directories(dir.path() / repository / "refs");
    return snapshot;
  }
};

std::string refusal(const std::string& name) {
  try {
    locate_model(name);
  } catch (const Error& error) {
    return error.what();
  }
  return "found";
}

TEST_CASE("folders and files in them") {
  const Cache cache;
  const fs::path folder = cache.dir.path();
  const fs::path file = cache.dir.write("model.safetensors", "");
  CHECK(locate_model(folder.string()).folder == folder);
  CHECK(locate_model(folder.string()).weights == folder);
  CHECK(locate_model(file.string()).folder == folder);
  CHECK(locate_model(file.string()).weights == file);
  CHECK(refusal("/no/such/model") == "/no/such/model: no such file or folder");
  CHECK(refusal("../a/b/c") == "../a/b/c: no such file or folder");
}

TEST_CASE("$ALBERT_MODEL stands in, else the built-in model") {
  const Cache cache;
  CHECK(locate_model("").folder == builtin_folder());
  CHECK(names_builtin(""));
  ::setenv("ALBERT_MODEL", cache.dir.path().c_str(), 1);
  CHECK(locate_model("").folder == cache.dir.path());
  CHECK_FALSE(names_builtin(""));
  CHECK(names_builtin("builtin"));
  ::setenv("ALBERT_MODEL", "builtin", 1);
  CHECK(names_builtin(""));
  ::unsetenv("ALBERT_MODEL");
}

TEST_CASE("the built-in model is the same from memory and as a folder") {
  const Cache cache;
  const AlbertModel from_memory = load_model("builtin", {});
  const AlbertModel from_folder = AlbertModel::load(builtin_folder(), {});
  CHECK(from_memory.config() == from_folder.config());
  CHECK(from_memory.parts().mlm_head);
  CHECK(from_memory.parts().sop_head);
  const auto tokenizer = load_tokenizer("builtin");
  CHECK(static_cast<std::int64_t>(tokenizer->vocab_size()) == from_memory.config().vocab_size);
  const std::vector<std::int32_t> ids = tokenizer->encode("a word in its place").input_ids;
  const std::vector<std::int32_t> types(ids.size(), 0);
  const std::vector<std::size_t> starts = {0, ids.size()};
  Workspace workspace;
  ThreadPool threads(1);
  const auto run = [&](const AlbertModel& model) {
    const auto hidden = model.encode({ids, types, starts}, workspace, threads);
    return std::vector<float>(hidden.begin(), hidden.end());
  };
  CHECK(run(from_memory) == run(from_folder));
}

TEST_CASE("Hub names are found in the cache") {
  const Cache cache;
  const fs::path one = cache.add("models--org--name", "1111");
  CHECK(locate_model("org/name").folder == one);
  const fs::path two = cache.add("models--org--name", "2222");
  CHECK(refusal("org/name") != "found");  // which one?
  cache.dir.write("models--org--name/refs/main", "2222\n");
  CHECK(locate_model("org/name").folder == two);
  CHECK(locate_model("org/name").weights == two);
  cache.add("models--plain.name", "3333");
  CHECK(locate_model("plain.name").folder.filename() == "3333");
}

TEST_CASE("a model that is not there comes with the command that fetches it") {
  const Cache cache;
  CHECK(refusal("org/absent") == "org/absent: neither a folder here nor a model in the Hub cache " +
                                     cache.dir.path().string() +
                                     " (download it: hf download org/absent)");
}

TEST_CASE("the cache is where the environment says") {
  const Cache cache;
  CHECK(hub_cache() == cache.dir.path());
  ::unsetenv("HF_HUB_CACHE");
  ::setenv("HOME", "/h", 1);
  CHECK(hub_cache() == "/h/.cache/huggingface/hub");
  ::setenv("XDG_CACHE_HOME", "/x", 1);
  CHECK(hub_cache() == "/x/huggingface/hub");
  ::setenv("HF_HOME", "/hf", 1);
  CHECK(hub_cache() == "/hf/hub");
  ::setenv("HUGGINGFACE_HUB_CACHE", "/old", 1);
  CHECK(hub_cache() == "/old");
}

}  // namespace
}  // namespace albert::apps
