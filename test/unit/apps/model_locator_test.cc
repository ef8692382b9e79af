#include "common/model_locator.h"

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "common/builtin_model.h"
#include "common/hub_cache.h"
#include "common/model_files.h"
#include "support/temp_dir.h"

namespace albert::apps {
namespace {

namespace fs = std::filesystem;

/// A Hub cache in a new folder, and an environment that knows no other.
struct Cache {
  test::TempDir dir;

  Cache() {
    for (const char* name : {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME",
                             "TRANSFORMERS_CACHE", "ALBERT_MODEL"}) {
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
  CHECK(refusal("/no/such/model") == "/no/such/model: is missing");
  CHECK(refusal("../a/b/c") == "../a/b/c: is missing");
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
  const AlbertModel from_memory = load_model(open_model("builtin"), "f32", {});
  const AlbertModel from_folder = AlbertModel::load(builtin_folder(), {});
  CHECK(from_memory.config() == from_folder.config());
  CHECK(from_memory.parts().has(Component::mlm_head));
  CHECK(from_memory.parts().has(Component::sop_head));
  const auto tokenizer = load_tokenizer("builtin");
  CHECK(static_cast<std::int64_t>(tokenizer->vocab_size()) == from_memory.config().vocab_size);
  const std::vector<std::int32_t> ids = tokenizer->encode("a word in its place").input_ids;
  const std::vector<std::int32_t> types(ids.size(), 0);
  const std::vector<std::size_t> starts = {0, ids.size()};
  Workspace workspace;
  ThreadPool threads(1);
  const auto run = [&](const AlbertModel& model) {
    const auto hidden = model.forward({ids, types, starts}, workspace, threads);
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

TEST_CASE("revisions: by branch, tag, commit, or the beginning of one") {
  const Cache cache;
  const fs::path one = cache.add("models--org--name", "11aa");
  const fs::path two = cache.add("models--org--name", "11bb");
  cache.dir.write("models--org--name/refs/v1.0", "11aa");
  CHECK(locate_model("org/name@v1.0").folder == one);
  CHECK(locate_model("org/name@11aa").folder == one);
  CHECK(locate_model("org/name@11b").folder == two);
  CHECK(refusal("org/name") ==
        "org/name: the Hub cache has revisions of it, but none is called main (name one: "
        "org/name@v1.0, org/name@11bb)");
  CHECK(refusal("org/name@11") ==
        "org/name: the Hub cache has no revision '11' of it, or several begin so (there are "
        "org/name@v1.0, org/name@11bb; or download it: hf download org/name --revision 11)");
  fs::create_directories(cache.dir.path() / "models--org--name/refs/refs/pr");
  cache.dir.write("models--org--name/refs/refs/pr/1", "11bb");
  CHECK(locate_model("org/name@refs/pr/1").folder == two);
  cache.dir.write("models--org--name/refs/main", "gone");
  CHECK(refusal("org/name") != "found");
  cache.dir.write("models--org--name/refs/main", "11bb\n");
  CHECK(locate_model("org/name").folder == two);
  CHECK(locate_model("org/name@main").folder == two);
  CHECK(refusal("org/name@") == "org/name@: is missing");
  CHECK(refusal("org/name@../../x") != "found");
}

TEST_CASE("ALBERT's own models have an older and a newer name") {
  const Cache cache;
  const fs::path old_name = cache.add("models--albert-base-v2", "1");
  CHECK(locate_model("albert/albert-base-v2").folder == old_name);
  const fs::path new_name = cache.add("models--albert--albert-large-v1", "2");
  CHECK(locate_model("albert-large-v1").folder == new_name);
  CHECK(locate_model("albert-large-v1@2").folder == new_name);
  CHECK(refusal("albert-xxlarge-v2").find("hf download albert/albert-xxlarge-v2") !=
        std::string::npos);
  CHECK(refusal("albert-tiny") == "albert-tiny: is missing");
}

TEST_CASE("$TRANSFORMERS_CACHE is looked at too") {
  const Cache cache;
  const test::TempDir other;
  fs::create_directories(other.path() / "models--org--name/snapshots/1");
  ::setenv("TRANSFORMERS_CACHE", other.path().c_str(), 1);
  CHECK(locate_model("org/name").folder == other.path() / "models--org--name/snapshots/1");
  ::unsetenv("TRANSFORMERS_CACHE");
}

TEST_CASE("only what looks like a Hub name is offered for download") {
  const Cache cache;
  for (const char* name : {"./x", "x/../y", "/a/b", "model.safetensors", "out/model.safetensors",
                           "out/spiece.model", "plain", "a/b/c", "~/x", "org/name/"}) {
    CAPTURE(name);
    CHECK(refusal(name) == std::string(name) + ": is missing");
  }
  fs::create_directory(cache.dir.path() / "here");
  const fs::path before = fs::current_path();
  fs::current_path(cache.dir.path());
  CHECK(refusal("here/absent") == "here/absent: is missing");
  fs::current_path(before);
}

TEST_CASE("the model of a sentence-transformers folder") {
  const Cache cache;
  const fs::path root = cache.dir.path() / "st";
  fs::create_directories(root / "0_Transformer");
  cache.dir.write("st/0_Transformer/config.json", "{}");
  CHECK(locate_model(root.string()).folder == root / "0_Transformer");  // without modules.json
  fs::rename(root / "0_Transformer", root / "encoder");
  cache.dir.write("st/modules.json", R"([{"type": "x.Transformer", "path": "encoder"}])");
  CHECK(locate_model(root.string()).folder == root / "encoder");
  CHECK(locate_model(root.string()).root == root);
  for (const char* path : {"..", "../st", "/tmp", "a/b", "."}) {
    CAPTURE(path);
    cache.dir.write("st/modules.json",
                    std::string(R"([{"type": "x.Transformer", "path": ")") + path + "\"}]");
    CHECK(refusal(root.string()).find("is not the name of a folder") != std::string::npos);
  }
}

TEST_CASE("a tokenizer is found as a model is") {
  const Cache cache;
  const fs::path file = cache.dir.write("any.name", "");
  CHECK(locate_tokenizer(file.string()) == file);
  CHECK(locate_tokenizer("builtin") == builtin_folder());
  CHECK(locate_tokenizer("nowhere") == "nowhere");  // for Tokenizer::load() to refuse
  const fs::path snapshot = cache.add("models--org--name", "1");
  CHECK(locate_tokenizer("org/name") == snapshot);
}

TEST_CASE("a model that is not there comes with the command that fetches it") {
  const Cache cache;
  CHECK(refusal("org/absent") == "org/absent: neither a folder here nor a model in the Hub cache " +
                                     cache.dir.path().string() +
                                     " (download it: hf download org/absent)");
}

TEST_CASE("the cache is where the environment says") {
  const Cache cache;
  CHECK(hub_caches().front() == cache.dir.path());
  ::unsetenv("HF_HUB_CACHE");
  ::setenv("HOME", "/h", 1);
  CHECK(hub_caches().front() == "/h/.cache/huggingface/hub");
  ::setenv("XDG_CACHE_HOME", "/x", 1);
  CHECK(hub_caches().front() == "/x/huggingface/hub");
  ::setenv("HF_HOME", "~/hf", 1);
  CHECK(hub_caches().front() == "/h/hf/hub");
  ::setenv("HF_HOME", "/hf", 1);
  CHECK(hub_caches().front() == "/hf/hub");
  ::setenv("HUGGINGFACE_HUB_CACHE", "/old", 1);
  CHECK(hub_caches().front() == "/old");
}

}  // namespace
}  // namespace albert::apps
