// Which files make a model folder.
#include "albert/io/model_folder.h"

#include <filesystem>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/shared.h"
#include "support/temp_dir.h"

using namespace albert;
using namespace albert::test;
namespace fs = std::filesystem;

namespace {

constexpr const char* kConfig = R"({"model_type": "albert"})";

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("the names of a model's files") {
  for (const char* name : {"config.json",
                           "albert_config_base.json",
                           "albert_config.json",
                           "model.safetensors",
                           "model-00001-of-00002.safetensors",
                           "model.safetensors.index.json",
                           "pytorch_model.bin",
                           "pytorch_model-00001-of-00002.bin",
                           "model.ckpt-best.index",
                           "model.ckpt.index",
                           "model.ckpt-125000.data-00000-of-00001",
                           "albert_model.ckpt.meta",
                           "checkpoint",
                           "variables/variables.index",
                           "spiece.model",
                           "vocab.txt",
                           "tokenizer.json",
                           "tokenizer_config.json",
                           "README.md",
                           "LICENSE",
                           ".gitattributes",
                           "modules.json",
                           "config_sentence_transformers.json",
                           "1_Pooling/config.json",
                           "2_Dense/model.safetensors",
                           "0_Transformer/spiece.model"}) {
    CAPTURE(name);
    CHECK(model_file(name).has_value());
  }
  for (const char* name : {"",
                           "notes.txt",
                           "model.bin",
                           "my-model.safetensors",
                           "config.json.bak",
                           "Config.json",
                           "model-1.safetensors",
                           "model.safetensors/x",
                           "sub/config.json",
                           "1_Pooling/notes.txt",
                           "1_Other/config.json",
                           "_Pooling/config.json",
                           "1_Pooling/x/config.json",
                           "README.md/x",
                           "checkpoint.safetensors",
                           "optimizer.pt",
                           "train.tokens",
                           ".git",
                           ".gitignore",
                           "albert_config/x.json"}) {
    CAPTURE(name);
    CHECK_FALSE(model_file(name).has_value());
  }
  CHECK(model_file("vocab.txt") == ModelFile::tokenizer);
  CHECK(model_file("0_Transformer/vocab.txt") == ModelFile::sentence_transformers);
}

TEST_CASE("the content of a folder") {
  const TempDir dir;
  CHECK_FALSE(list_folder(dir.path()).is_model());
  dir.write("config.json", kConfig);
  dir.write("README.md", "12345");
  CHECK(list_folder(dir.path()).model_files == Names{"README.md", "config.json"});
  CHECK(list_folder(dir.path()).bytes == 5 + std::string(kConfig).size());
  CHECK(list_folder(dir.path()).is_model());

  fs::create_directories(dir.path() / "drafts" / "old");
  dir.write("drafts/old/model.safetensors", "");
  fs::create_directory(dir.path() / "1_Pooling");
  dir.write("1_Pooling/config.json", "{}");
  dir.write("1_Pooling/letter", "");
  fs::create_symlink("README.md", dir.path() / "LICENSE");
  const FolderContent mixed = list_folder(dir.path());
  CHECK(mixed.foreign == Names{"1_Pooling/letter", "LICENSE (a symbolic link)", "drafts/"});
  CHECK(mixed.model_files == Names{"1_Pooling/config.json", "README.md", "config.json"});
  CHECK_FALSE(mixed.is_model());
}

TEST_CASE("a config.json that configures no model, and folders that only look like one") {
  const TempDir dir;
  for (const char* content : {"", "not JSON", "[1]", R"({"port": 80})"}) {
    CAPTURE(content);
    dir.write("config.json", content);
    CHECK(list_folder(dir.path()).foreign == Names{"config.json (not the config of a model)"});
  }
  fs::remove(dir.path() / "config.json");
  dir.write("vocab.txt", "a\n");
  CHECK(list_folder(dir.path()).foreign.empty());
  CHECK_FALSE(list_folder(dir.path()).is_model());
  dir.write("pytorch_model.bin", "");
  CHECK(list_folder(dir.path()).is_model());
}

TEST_CASE("the type of a model") {
  const TempDir dir;
  const auto type_of = [&](const char* content) { return model_type(dir.write("c", content)); };
  CHECK(type_of(R"({"model_type": "bert"})") == "bert");
  CHECK(type_of(R"({"architectures": ["AlbertForMaskedLM"]})") == "albert");
  CHECK(type_of(R"({"embedding_size": 128, "hidden_size": 768})") == "albert");
  CHECK(type_of(R"({"hidden_size": 768, "architectures": [1]})") == "");
  CHECK_FALSE(type_of(R"({"port": 80, "architectures": []})").has_value());
  CHECK_FALSE(model_type(dir.path() / "absent").has_value());
  CHECK_FALSE(model_type(dir.path()).has_value());
}

TEST_CASE("the fixtures of every kind of model are model folders") {
  for (const char* name : {"convert/transformers", "convert/transformers_sharded",
                           "convert/tensorflow", "convert/tensorflow_hub", "convert/torch_legacy",
                           "compatibility/base-model", "compatibility/checkpoint-file-as-source"}) {
    CAPTURE(name);
    const FolderContent content = list_folder(fixtures_dir() / name);
    CHECK(content.foreign == Names{});
    CHECK(content.is_model());
  }
}
