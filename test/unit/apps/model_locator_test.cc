#include "common/model_locator.h"

#include <cstdlib>
#include <filesystem>
#include <string>

#include <doctest/doctest.h>

#include "albert/base/error.h"
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
    const fs::path snapshot = dir.path() / repository / "snapshots" / revision;
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

TEST_CASE("$ALBERT_MODEL stands in, and nothing else does") {
  const Cache cache;
  CHECK(refusal("").starts_with("no model is given"));
  ::setenv("ALBERT_MODEL", cache.dir.path().c_str(), 1);
  CHECK(locate_model("").folder == cache.dir.path());
  ::unsetenv("ALBERT_MODEL");
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
