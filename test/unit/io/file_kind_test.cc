#include "albert/io/file_kind.h"

#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "albert/io/open_weights.h"
#include "io/tensorflow/sstable.h"
#include "support/shared.h"
#include "support/temp_dir.h"
#include "unit/io/archive_testing.h"

using namespace albert;
using namespace albert::test;
using namespace std::string_literals;
namespace fs = std::filesystem;

namespace {

std::string_view kind_of(std::string_view content) {
  return describe(recognize(as_bytes(content))).name;
}

std::string_view kind_of_file(const std::string& fixture) {
  return describe(recognize(fixtures_dir() / fixture)).name;
}

// A stored file in a zip archive's local header, without a directory.
std::string zip_of(const std::string& name) {
  return "PK\x03\x04"s + std::string(22, '\0') + static_cast<char>(name.size()) + "\0\0\0"s + name;
}

}  // namespace

TEST_CASE("file kinds: every kind has a unique name and a description") {
  std::set<std::string_view> names;
  for (const FileKindDescription& kind : file_kinds()) {
    CHECK(names.insert(kind.name).second);
    CHECK(!kind.what.empty());
    CHECK(&describe(kind.kind) == &kind);
  }
}

TEST_CASE("file kinds: the project's own fixtures") {
  CHECK(kind_of_file("convert/transformers/model.safetensors") == "safetensors");
  CHECK(kind_of_file("convert/torch_zip/pytorch_model.bin") == "torch-zip");
  CHECK(kind_of_file("convert/torch_legacy/pytorch_model.bin") == "torch-legacy");
  CHECK(kind_of_file("convert/tensorflow/model.ckpt-best.index") == "tf-index");
  CHECK(kind_of_file("convert/tensorflow/model.ckpt-best.data-00000-of-00001") == "tf-data");
  CHECK(kind_of_file("convert/transformers_sharded/model.safetensors.index.json") ==
        "weight-index");
  CHECK(kind_of_file("convert/transformers/config.json") == "json");
  CHECK(kind_of_file("tokenizer/spiece.model") == "sentencepiece-model");
  CHECK(kind_of_file("compatibility/checkpoint-file-as-source/checkpoint") ==
        "tf-checkpoint-state");
  CHECK(kind_of_file("compatibility/html-page-safetensors/model.safetensors") == "web-page");
  CHECK(kind_of_file("compatibility/lfs-pointer-safetensors/model.safetensors") ==
        "git-lfs-pointer");
  CHECK(kind_of_file("compatibility/keras-h5-only/tf_model.h5") == "hdf5");
  CHECK(kind_of_file("compatibility/safetensors-named-bin/pytorch_model.bin") == "safetensors");
  CHECK(kind_of_file("compatibility/lightning-checkpoint/epoch=2-step=40.ckpt") == "torch-zip");
  CHECK(kind_of_file("compatibility/tokenizer-json-only/tokenizer.json") == "tokenizer-json");
  CHECK(kind_of_file("compatibility/brightmart-torch-names/vocab.txt") == "wordpiece-vocab");
}

TEST_CASE("file kinds: texts") {
  CHECK(kind_of("") == "empty");
  CHECK(kind_of("A sentence.\n") == "text");
  CHECK(kind_of("\xef\xbb\xbf{\"text\": \"}\"}") == "json");
  CHECK(kind_of("{\"text\": \"a\"}\n{\"text\": \"b\"}\n") == "json-lines");
  CHECK(kind_of("{\"text\": \"a\"}\n\n") == "json");
  CHECK(kind_of("{\"text\": \"\\\"}\"") == "json");  // cut off
  CHECK(kind_of("{x} is a set\n") == "text");
  CHECK(kind_of("[1, 2]") == "json");
  CHECK(kind_of("[MASK] is here.\n[MASK] is there.\n") == "text");
  CHECK(kind_of("{\"weight_map\": {\"a\": \"b\"}}") == "weight-index");
  CHECK(kind_of("{\"a\": {\"weight_map\": 1}}") == "json");
  CHECK(kind_of("{\"version\": \"1.0\", \"added_tokens\": [], \"model\": {}}") == "tokenizer-json");
  CHECK(kind_of("[PAD]\n[UNK]\n[CLS]\n[SEP]\nthe\n##s\n") == "wordpiece-vocab");
  CHECK(kind_of("About [UNK] and others\n[UNK]\n[CLS]\n") == "text");
  CHECK(kind_of("<pad>\t0\n<unk>\t0\n[CLS]\t0\n\xe2\x96\x81the\t-3.5\n") == "sentencepiece-vocab");
  CHECK(kind_of("first\tsecond\nthird\tfourth\nfifth\tsixth\n") == "text");
  CHECK(kind_of("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n") ==
        "git-lfs-pointer");
  CHECK(kind_of("\n <!DOCTYPE html><html>") == "web-page");
  CHECK(kind_of("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>") == "web-page");
  CHECK(kind_of("<s> a sentence </s>\n") == "text");
  CHECK(kind_of("\xff\xfe"
                "a\0"s) == "utf-16-text");
  CHECK(kind_of("\xfe\xff\0a"s) == "utf-16-text");
  CHECK(kind_of("\xff\xfe\0\0a\0\0\0"s) == "utf-32-text");
  CHECK(kind_of("\xc4\xe3\xba\xc3\n") == "text");  // GBK
  CHECK(kind_of("a\0b"s) == "unknown");
}

TEST_CASE("file kinds: archives and other programs' files") {
  CHECK(kind_of("\x1f\x8b\x08") == "gzip");
  CHECK(kind_of("\xfd"
                "7zXZ\0"s) == "xz");
  CHECK(kind_of("\x28\xb5\x2f\xfd") == "zstd");
  CHECK(kind_of("BZh91AY&SY") == "bzip2");
  CHECK(kind_of("BZh is a text") == "text");
  CHECK(kind_of("7z\xbc\xaf\x27\x1c") == "7z");
  CHECK(kind_of(std::string(257, 'n') + "ustar") == "tar");
  CHECK(kind_of(zip_of("readme.txt")) == "zip");
  CHECK(kind_of(zip_of("archive/data.pkl")) == "torch-zip");
  CHECK(kind_of(zip_of("model/code/__torch__.py")) == "torch-script");
  CHECK(kind_of(zip_of("model/constants.pkl")) == "torch-script");
  CHECK(kind_of(zip_of("a.npy")) == "npz");
  CHECK(kind_of("\x93NUMPY\x01") == "npy");
  CHECK(kind_of("\x89HDF\r\n\x1a\n") == "hdf5");
  CHECK(kind_of("GGUF\x03\0\0\0"s) == "gguf");
  CHECK(kind_of("\x80\x04N."s) == "pickle");
  CHECK(kind_of("ALBEXA01") == "example-file");
  CHECK(kind_of("ALBTOK01") == "token-cache");
  // {"params": {…}}, and an array at the top
  CHECK(kind_of("\x81\xa6params\x81\xa1x\xc0") == "flax-msgpack");
  CHECK(kind_of("\xde\0\x02\xd9\x06kernel\xc7\x05\x01"s) == "flax-msgpack");
  CHECK(kind_of("\x81\x01\x02") != "flax-msgpack");
  // ModelProto: ir_version 8, producer "pytorch"
  CHECK(kind_of("\x08\x08\x12\x07pytorch") == "onnx");
  CHECK(kind_of("\x08\x08\x3a\x02\x0a\x00"s) == "onnx");
  // SavedModel: schema 1, a MetaGraphDef with meta_info_def
  CHECK(kind_of("\x08\x01\x12\x04\x0a\x02\x12\x00"s) == "tf-saved-model");
  // MetaGraphDef: meta_info_def {stripped_op_list}, graph_def {node}
  CHECK(kind_of("\x0a\x02\x12\x00\x12\x02\x0a\x00"s) == "tf-meta-graph");
  // GraphDef: node {name "x", op "Const"}
  CHECK(kind_of("\x0a\x0a\x0a\x01x\x12\x05"
                "Const") == "tf-graph");
  CHECK(kind_of("\x0a\x0a\x0a\x03<s>\x15\0\0\0\0"s) == "sentencepiece-model");
}

TEST_CASE("file kinds: a sorted table is a checkpoint of one of two formats") {
  CHECK(kind_of(io::make_sstable({{"", "\x08\x01\x1a\x02\x08\x01"}})) == "tf-index");
  CHECK(kind_of(io::make_sstable({{"", "\x0a\x00"s}, {"slice", "x"}})) == "tf-v1-checkpoint");
  std::string damaged = io::make_sstable({{"", "\x08\x01"}});
  damaged[0] = '\x7f';
  CHECK(kind_of(damaged) == "tf-index");
}

TEST_CASE("file kinds: errors of readers name the kind and a remedy") {
  const TempDir dir;
  const auto says = [&](const char* name, std::string_view content, const std::string& message) {
    const fs::path file = dir.write(name, content);
    CHECK(model_error([&] { open_weights(file); }) == file.string() + ": " + message);
  };
  says("model.safetensors", "version https://git-lfs.github.com/spec/v1\n",
       "is a Git LFS pointer, not a safetensors file (the file itself was not downloaded: git lfs "
       "pull fetches it)");
  says("pytorch_model.bin", "<html>",
       "is a web page, not a PyTorch file of weights (the download failed: get the file itself)");
  says("weights", "", "is an empty file, not a file of weights (copy or download it again)");
  says("x.index.json", "{}", "is a JSON file, not an index of weights in shards");
}

TEST_CASE("file kinds: file names are not used") {
  const TempDir dir;
  const std::string state = slurp(fixtures_dir() / "io/torch/state.protocol2.bin");
  CHECK(open_weights(dir.write("model.safetensors", state))->format() == "torch");
  const std::string map = R"({"weight_map":{"a":"x"}})";
  const fs::path index = dir.write("weights.txt", map);
  dir.write("x",
            "\x36\0\0\0\0\0\0\0{\"a\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[0,1]}} 1"s);
  CHECK(open_weights(index)->entries().size() == 1);
}
