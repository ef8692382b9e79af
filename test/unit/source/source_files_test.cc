#include "source/source_files.h"

#include <filesystem>
#include <string>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "albert/base/mapped_file.h"
#include "support/shared.h"
#include "support/temp_dir.h"

using namespace albert;
using namespace albert::test;
namespace fs = std::filesystem;

namespace {

fs::path tensorflow() {
  return fixtures_dir() / "convert/tensorflow";
}

std::string refusal(const fs::path& path) {
  try {
    source::find_source(path);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::model);
    return error.what();
  }
  return "found";
}

void check_says(const std::string& message, const std::string& part) {
  CHECK_MESSAGE(message.find(part) != std::string::npos, message);
}

}  // namespace

TEST_CASE("any file of a TensorFlow checkpoint stands for its index") {
  const TempDir dir;
  fs::copy(tensorflow(), dir.path(), fs::copy_options::recursive);
  dir.write("checkpoint", "model_checkpoint_path: \"/some/where/model.ckpt-best\"\n");
  dir.write("model.ckpt-best.meta", std::string("\x0a\x02\x12\x00\x12\x02\x0a\x00", 8));
  const fs::path index = dir.path() / "model.ckpt-best.index";
  for (const char* name : {"", "checkpoint", "model.ckpt-best", "model.ckpt-best.meta",
                           "model.ckpt-best.index", "model.ckpt-best.data-00000-of-00001"}) {
    CAPTURE(name);
    const fs::path path = std::string_view(name).empty() ? dir.path() : dir.path() / name;
    CHECK(source::find_source(path).weights == index);
  }
  fs::remove(index);
  const std::string missing = index.string() + ": is missing";
  for (const char* name : {"", "checkpoint", "model.ckpt-best", "model.ckpt-best.meta",
                           "model.ckpt-best.data-00000-of-00001"}) {
    CAPTURE(name);
    check_says(refusal(std::string_view(name).empty() ? dir.path() : dir.path() / name), missing);
  }
}

TEST_CASE("the only file of weights is found whatever it is called") {
  const TempDir dir;
  const std::string state = read_file(fixtures_dir() / "io/torch/state.protocol2.bin");
  const fs::path only = dir.write("epoch=1.ckpt", state);
  dir.write("optimizer.pt", state);
  dir.write("training_args.bin", state);
  dir.write("notes.bin", "not weights");
  CHECK(source::find_source(dir.path()).weights == only);
  dir.write("last.ckpt", state);
  check_says(refusal(dir.path()), "holds several files of weights: epoch=1.ckpt, last.ckpt");
}

TEST_CASE("the error for a folder without weights names its content") {
  const auto holds = [](const char* name, std::string_view content) {
    const TempDir dir;
    dir.write("config.json", "{}");
    dir.write(name, content);
    return refusal(dir.path());
  };
  check_says(holds("tf_model.h5", "\x89HDF\r\n\x1a\n"), "tf_model.h5: is an HDF5 file");
  check_says(holds("flax_model.msgpack", "\x81\xa6params\x81\xa1x\xc0"), "is a Flax file");
  check_says(holds("model.onnx", "\x08\x08\x12\x07pytorch"), "is an ONNX model");
  check_says(holds("albert.tar.gz", "\x1f\x8b\x08"), "is a gzip archive");
  check_says(holds("readme.txt", "hello"), "holds no model weights");
}
