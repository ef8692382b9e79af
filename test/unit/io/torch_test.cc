#include "albert/io/torch.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "albert/io/open_weights.h"
#include "albert/io/safetensors.h"
#include "albert/io/tensor_archive.h"
#include "io/torch/directory.h"
#include "support/shared.h"
#include "support/temp_dir.h"
#include "unit/io/archive_testing.h"

using namespace albert;
using namespace albert::test;
namespace fs = std::filesystem;
using namespace std::string_literals;

namespace {

fs::path fixture(const std::string& name) {
  return fixtures_dir() / "io/torch" / name;
}

std::string refusal(const fs::path& file) {
  return model_error([&] { open_weights(file); });
}

void check_says(const std::string& message, const std::string& part) {
  CHECK_MESSAGE(message.find(part) != std::string::npos, message);
}

void read_all(std::string_view bytes) {
  const fs::path file = "damaged.bin";
  const io::TorchDirectory directory = io::parse_torch(as_bytes(bytes), file);
  std::vector<std::byte> scratch;
  for (std::size_t i = 0; i < directory.entries.size(); ++i) {
    const TensorView view = io::read_torch(directory, i, file, scratch);
    CHECK(view.bytes.size() == element_count(view.shape).value() * size_of(view.dtype));
  }
}

// A legacy file of one tensor "t" of floats, its numbers given as pickle instructions.
std::string legacy(const std::string& tensor, const std::string& floats) {
  const std::string storage =
      "(X\x07\x00\x00\x00storagectorch\nFloatStorage\n"
      "X\x01\x00\x00\x00kX\x03\x00\x00\x00"
      "cpu"s;
  std::string file =
      "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03."
      "\x80\x02}."s;
  file += "\x80\x02}X\x01\x00\x00\x00tctorch._utils\n_rebuild_tensor_v2\n("s + storage;
  file += "K"s + static_cast<char>(floats.size() / 4) + "tQ" + tensor + "\x89}tRs.";
  file += "\x80\x02]X\x01\x00\x00\x00k"s + "a.";
  file += static_cast<char>(floats.size() / 4) + "\0\0\0\0\0\0\0"s;
  return file + floats;
}

}  // namespace

TEST_CASE("files of PyTorch are read bit for bit: protocols, old format, wrapped, repacked") {
  const auto expected = open_safetensors(fixture("expected.safetensors"));
  for (const char* name :
       {"state.protocol2.bin", "state.protocol3.bin", "state.protocol4.bin", "state.protocol5.bin",
        "state.legacy.bin", "state.legacy4.bin", "state.wrapped.bin", "state.repacked.bin"}) {
    CAPTURE(name);
    const auto archive = open_weights(fixture(name));
    CHECK(archive->format() == "torch");
    check_same_tensors(*archive, *expected);
  }
  const auto module = open_weights(fixture("module.bin"));
  REQUIRE(module->entries().size() == 4);
  CHECK(module->entries()[0].name == "0.weight");
  CHECK(module->entries()[3].name == "1.bias");
}

TEST_CASE("contiguous tensors are views of the file, tied ones of the same bytes") {
  const auto archive = open_weights(fixture("state.protocol2.bin"));
  std::vector<std::byte> scratch;
  const TensorView dense = archive->read(archive->find("dense"), scratch);
  const TensorView tied = archive->read(archive->find("tied"), scratch);
  const TensorView middle = archive->read(archive->find("from_the_middle"), scratch);
  CHECK(scratch.empty());
  CHECK(dense.bytes.data() == tied.bytes.data());
  CHECK(middle.bytes.data() == dense.bytes.data() + 48);
  archive->read(archive->find("transposed"), scratch);
  CHECK(scratch.size() == 96);
}

TEST_CASE("a pickle that asks for more than tensors is refused and nothing runs") {
  check_says(refusal(fixture("hostile.bin")), "'posix.system'");
  check_says(refusal(fixture("hostile.legacy.bin")), "'posix.system'");
  check_says(refusal(fixture("whole_module.bin")), "'torch.nn.modules.container.Sequential'");
  CHECK_FALSE(fs::exists("HOSTILE_PICKLE_RAN"));
}

TEST_CASE("other objects of training programs are skipped") {
  // NumPy scalars, a Namespace with a path, a defaultdict, a Counter, sets, bytes; a parameter with
  // an attribute of its own.
  const auto archive = open_weights(fixture("objects.bin"));
  REQUIRE(archive->entries().size() == 3);
  std::vector<std::byte> scratch;
  for (const char* name : {"a", "b", "p"}) {
    const std::size_t at = archive->find(name);
    REQUIRE(at != TensorArchive::npos);
    CHECK(archive->read(at, scratch).size() == archive->entries()[at].shape[0]);
  }
  check_says(refusal(fixture("sparse.bin")),
             "tensor 'albert.pooler.weight': is an object 'torch._utils._rebuild_sparse_tensor'");
}

TEST_CASE("of several state dicts in a file one has a telling name, or they are refused") {
  const auto archive = open_weights(fixture("model_and_average.bin"));
  CHECK(archive->find("of_model") != TensorArchive::npos);
  check_says(refusal(fixture("student_and_teacher.bin")),
             "holds several state dicts of 2 tensors: 'student' and 'teacher'");
}

TEST_CASE("a tensor may not leave its storage, nor repeat it without end") {
  const std::string floats(16, 'f');  // four of them
  read_all(legacy("K\x00K\x02K\x02\x86K\x02K\x01\x86"s, floats));
  const auto refused = [&](const std::string& tensor, const std::string& reason) {
    check_says(model_error([&] { read_all(legacy(tensor, floats)); }), reason);
  };
  refused("K\x01K\x02K\x02\x86K\x02K\x01\x86"s, "tensor 't': [2, 2] with strides [2, 1] from 1 on");
  refused("K\x00K\x05\x85K\x01\x85"s, "leaves its storage of 4 elements");
  refused("K\x00K\x03\x85K\x02\x85"s, "leaves its storage");
  refused("J\xff\xff\xff\xffK\x01\x85K\x01\x85"s, "leaves its storage");
  refused("K\x00J\xff\xff\xff\xff\x85K\x01\x85"s, "leaves its storage");
  refused("K\x03K\x02\x85J\xff\xff\xff\xff\x85"s, "leaves its storage");
  refused("K\x00K\x02\x85K\x01K\x01\x86"s, "leaves its storage");
  refused("K\x00\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f\x85K\x00\x85"s, "repeats elements");
  refused(
      "K\x00\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f\x85\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f\x85"s,
      "leaves its storage");
  refused("K\x00K\x05\x85K\x00\x85"s, "repeats elements");
  refused("NK\x01\x85K\x01\x85"s, "not a number");
  refused("K\x00NK\x01\x85"s, "not a short list");
  refused("K\x00("s + std::string(65, 'N') + "tK\x01\x85"s, "not a short list");
}

TEST_CASE("legacy files: the bytes after the pickles must match them") {
  const std::string good = legacy("K\x00K\x04\x85K\x01\x85"s, std::string(16, 'f'));
  read_all(good);
  check_says(model_error([&] { read_all(good + "x"); }), "1 bytes at its end");
  check_says(model_error([&] { read_all(good.substr(0, good.size() - 1)); }),
             "is truncated: 15 of its 16 bytes are there");
  std::string other = good;
  other[good.size() - 24] = 5;  // the count before the floats
  check_says(model_error([&] { read_all(other); }), "size differs from its pickle");
  check_says(model_error([] { read_all("\x80\x02K\x01."); }),
             "a Python pickle that torch.save did not write");
}

TEST_CASE("zip files: compressed, foreign and damaged ones have different errors") {
  check_says(refusal(fixture("compressed.bin")), "is compressed");
  std::string bytes = slurp(fixture("state.protocol2.bin"));
  check_says(model_error([&] { read_all(bytes.substr(0, bytes.size() - 1)); }), "is truncated");

  const auto archive = open_weights(fixture("state.protocol2.bin"));
  std::vector<std::byte> scratch;
  const TensorView parameter = archive->read(archive->find("parameter"), scratch);
  const std::size_t at = bytes.find(std::string_view(
      reinterpret_cast<const char*>(parameter.bytes.data()), parameter.bytes.size()));
  REQUIRE(at != std::string::npos);
  bytes[at] = static_cast<char>(bytes[at] ^ 1);
  check_says(model_error([&] { read_all(bytes); }), "tensor 'parameter': its bytes do not match");

  const std::size_t pickle = bytes.find("_rebuild_tensor_v2");
  bytes[pickle] = '-';
  check_says(model_error([&] { read_all(bytes); }), "its pickle does not match its CRC-32");
}

TEST_CASE("damaged torch files are refused or read, never worse") {
  for (const char* name : {"state.protocol2.bin", "state.legacy.bin", "state.legacy4.bin"}) {
    CAPTURE(name);
    CHECK(damage(slurp(fixture(name)), read_all) > 5000);
  }
}

TEST_CASE("bytes written in chunks and in any order are read back") {
  const TempDir dir;
  const fs::path file = dir.path() / "pytorch_model.bin";
  const std::vector<TensorEntry> entries = {{"z", DType::f32, {2, 2}},
                                            {"scalar", DType::bf16, {}},
                                            {"none", DType::f64, {0, 3}},
                                            {"\xc3\xa9", DType::boolean, {3}}};
  const auto writer = create_torch(file, entries);
  writer->write(1, as_bytes("AA"));
  writer->write(0, as_bytes("0123456"));
  writer->write(3, as_bytes("abc"));
  writer->write(0, as_bytes("789abcdef"));
  CHECK_FALSE(fs::exists(file));
  writer->finish();

  const auto archive = open_weights(dir.path());
  REQUIRE(archive->entries().size() == entries.size());
  const std::vector<std::string> contents = {"0123456789abcdef", "AA", "", "abc"};
  std::vector<std::byte> scratch;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    CHECK(archive->entries()[i].name == entries[i].name);
    const TensorView view = archive->read(i, scratch);
    CHECK(view.dtype == entries[i].dtype);
    CHECK(view.shape == entries[i].shape);
    CHECK(std::string(reinterpret_cast<const char*>(view.bytes.data()), view.bytes.size()) ==
          contents[i]);
    if (!view.bytes.empty()) CHECK(reinterpret_cast<std::uintptr_t>(view.bytes.data()) % 64 == 0);
  }
  // Its checksums are right: one changed byte of a tensor is found.
  std::string bytes = slurp(file);
  bytes[bytes.find("0123456789abcdef")] = '1';
  check_says(model_error([&] { read_all(bytes); }), "tensor 'z': its bytes do not match");
}

TEST_CASE("sharded torch files open through their index") {
  const TempDir dir;
  fs::copy(fixture("module.bin"), dir.path() / "pytorch_model-1.bin");
  dir.write("pytorch_model.bin.index.json",
            R"({"weight_map":{"0.weight":"pytorch_model-1.bin","0.bias":"pytorch_model-1.bin",)"
            R"("1.weight":"pytorch_model-1.bin","1.bias":"pytorch_model-1.bin"}})");
  const auto archive = open_weights(dir.path());
  CHECK(archive->format() == "torch");
  CHECK(archive->entries().size() == 4);
}

TEST_CASE("the reference models are the same in all their torch files") {
  if (!need_shared("torch files of the reference models", "goldens/models")) return;
  const fs::path models = shared_dir() / "goldens/models";
  for (const char* name :
       {"tiny-shared", "tiny-groups2", "tiny-inner2", "tiny-unshared", "tiny-zh"}) {
    CAPTURE(name);
    const auto expected = open_safetensors(models / name / "model.safetensors");
    const auto zip = open_weights(models / name / "pytorch_model.bin");
    const auto old = open_weights(models / name / "pytorch_model.legacy.bin");
    CHECK(zip->entries().size() == expected->entries().size() + 3);
    check_same_tensors(*zip, *old);
    check_contains(*zip, *expected);
  }
  const fs::path variants = models / "tiny-groups2/variants";
  check_contains(*open_weights(variants / "bare_AlbertModel.bin"),
                 *open_weights(variants / "bare_AlbertModel.safetensors"));
  CHECK(open_weights(variants / "hub_like_no_sop.bin")->entries().size() == 49);
  CHECK(open_weights(variants / "gamma_beta.bin")->entries().size() == 51);
}
