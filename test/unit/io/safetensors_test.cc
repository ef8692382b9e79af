#include "albert/io/safetensors.h"

#include <cstdint>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "albert/io/open_weights.h"
#include "albert/io/tensor_archive.h"
#include "io/safetensors/header.h"
#include "support/shared.h"
#include "support/temp_dir.h"
#include "unit/io/archive_testing.h"

using namespace albert;
using namespace albert::test;
using namespace std::string_literals;

namespace {

std::string file_of(const std::string& header, const std::string& data) {
  std::string bytes;
  for (unsigned i = 0; i < 8; ++i) {
    bytes.push_back(static_cast<char>((header.size() >> (8 * i)) & 0xff));
  }
  return bytes + header + data;
}

io::SafetensorsHeader parse(std::string_view bytes) {
  return io::parse_safetensors(as_bytes(bytes), "some.safetensors");
}

std::string refusal(const std::string& header, const std::string& data) {
  return model_error([&] { parse(file_of(header, data)); });
}

void check_says(const std::string& message, const std::string& part) {
  CHECK_MESSAGE(message.find(part) != std::string::npos, message);
}

const std::string kTwo = R"({"__metadata__":{"format":"pt","by":"hand"},)"
                         R"("b":{"dtype":"F16","shape":[2,1],"data_offsets":[4,8]},)"
                         R"("a":{"dtype":"I8","shape":[4],"data_offsets":[0,4]}}  )";

}  // namespace

TEST_CASE("a safetensors file is read in the order of its data") {
  const std::string bytes = file_of(kTwo, "abcdEFGH");
  const io::SafetensorsHeader header = parse(bytes);
  REQUIRE(header.entries.size() == 2);
  CHECK(header.entries[0].name == "a");
  CHECK(header.entries[0].dtype == DType::i8);
  CHECK(header.entries[0].shape == Shape{4});
  CHECK(header.entries[1].name == "b");
  CHECK(header.entries[1].dtype == DType::f16);
  CHECK(header.entries[1].shape == Shape{2, 1});
  const auto view = header.views[1];
  CHECK(std::string(reinterpret_cast<const char*>(view.data()), view.size()) == "EFGH");
  CHECK(header.metadata.at("by") == "hand");
}

TEST_CASE("scalars, empty tensors and empty files are tensors and files") {
  const std::string bytes = file_of(R"({"none":{"dtype":"F32","shape":[0,7],"data_offsets":[0,0]},)"
                                    R"("scalar":{"dtype":"F64","shape":[],"data_offsets":[0,8]}})",
                                    "12345678");
  const io::SafetensorsHeader header = parse(bytes);
  REQUIRE(header.entries.size() == 2);
  CHECK(header.entries[0].name == "none");
  CHECK(header.views[0].empty());
  CHECK(header.views[1].size() == 8);
  CHECK(parse(file_of("{}", "")).entries.empty());
}

TEST_CASE("every lie in a safetensors header is refused with its reason") {
  const auto one = [](const std::string& fields) { return "{\"t\":" + fields + "}"; };
  check_says(model_error([] { parse("1234567"); }),
             "some.safetensors: is a text file, not a safetensors file");
  check_says(model_error([] { parse("\x20\0\0\0\0\0\0\0{}"s); }),
             "is truncated: its header should have 32 bytes but 2 follow");
  check_says(model_error([] { parse(file_of('{' + std::string(17 << 20, ' '), "")); }),
             "larger than");
  check_says(refusal("[1,2]", ""), "unknown kind, not a safetensors file");
  check_says(refusal(" {}", ""), "unknown kind, not a safetensors file");
  check_says(refusal("{", ""), "not valid JSON at byte");
  check_says(refusal("{\"a\xff\":1}", ""), "not valid JSON at byte");
  check_says(refusal(R"({"t":1})", ""), "not described by a JSON object");
  check_says(refusal(one(R"({"dtype":"F32","shape":[1]})"), "1234"), "lacks one of");
  check_says(refusal(one(R"({"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1})"), "1234"),
             "unknown field 'x'");
  check_says(refusal(one(R"({"dtype":"F4","shape":[1],"data_offsets":[0,4]})"), "1234"),
             "unsupported dtype 'F4'");
  check_says(refusal(one(R"({"dtype":7,"shape":[1],"data_offsets":[0,4]})"), "1234"),
             "dtype is not a string");
  for (const char* shape : {"[-1]", "[1.0]", "[\"1\"]", "{\"a\":1}", "1", "null", "[1e3]",
                            "[9223372036854775808]", "[99999999999999999999999]"}) {
    CAPTURE(shape);
    check_says(
        refusal(one(std::string(R"({"dtype":"F32","data_offsets":[0,4],"shape":)") + shape + "}"),
                "1234"),
        "tensor 't': shape is not a list of whole numbers");
  }
  check_says(refusal(one(R"({"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]})"),
                     "1234"),
             "impossible shape [4294967296, 4294967296]");
  check_says(refusal(one(R"({"dtype":"F32","shape":[1],"data_offsets":[0,4,4]})"), "1234"),
             "not a pair");
  check_says(refusal(one(R"({"dtype":"F32","shape":[2],"data_offsets":[0,8]})"), "1234"),
             "lie outside the 4 bytes");
  check_says(refusal(one(R"({"dtype":"F32","shape":[1],"data_offsets":[4,0]})"), "1234"),
             "lie outside");
  check_says(refusal(one(R"({"dtype":"F32","shape":[2],"data_offsets":[0,4]})"), "1234"),
             "has 4 bytes but f32 [2] needs 8");
  check_says(refusal(one(R"({"dtype":"I8","shape":[2],"data_offsets":[2,4]})"), "1234"),
             "follows bytes that belong to no tensor");
  check_says(refusal(one(R"({"dtype":"I8","shape":[2],"data_offsets":[0,2]})"), "1234"),
             "2 bytes at its end belong to no tensor");
  check_says(refusal(R"({"a":{"dtype":"I8","shape":[3],"data_offsets":[0,3]},)"
                     R"("b":{"dtype":"I8","shape":[2],"data_offsets":[2,4]}})",
                     "1234"),
             "tensor 'b': shares its bytes");
  check_says(refusal(R"({"a":{"dtype":"I8","shape":[1],"data_offsets":[0,1]},)"
                     R"("a":{"dtype":"I8","shape":[1],"data_offsets":[1,2]}})",
                     "12"),
             "has the key \"a\" twice");
  check_says(refusal(one(R"({"dtype":"I8","dtype":"U8","shape":[1],"data_offsets":[0,1]})"), "1"),
             "has the key \"dtype\" twice");
  check_says(refusal(one(R"({"dtype":[[]],"shape":[1],"data_offsets":[0,1]})"), "1"),
             "nested too deeply");
  check_says(refusal("{\"t\":" + std::string(100000, '['), ""), "nested too deeply");
  check_says(refusal(R"({"":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}})", "1"), "name");
  check_says(refusal(R"({"a\u001b[2J":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}})", "1"),
             "name");
  check_says(refusal("{\"" + std::string(1025, 'n') +
                         R"(":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}})",
                     "1"),
             "name");
  check_says(refusal(R"({"__metadata__":[]})", ""), "__metadata__ is not a JSON object");
  check_says(refusal(R"({"__metadata__":{"n":1}})", ""), "__metadata__ 'n' is not a string");
}

TEST_CASE("a damaged safetensors file is refused or read, never worse") {
  const std::string good = file_of(kTwo, "abcdEFGH");
  const int refused = damage(good, [](std::string_view bytes) { parse(bytes); });
  CHECK(refused > 1000);
}

TEST_CASE("opening: unreadable files are I/O errors, folders find their weights") {
  const TempDir dir;
  try {
    open_safetensors(dir.path() / "absent.safetensors");
    FAIL_CHECK("opened a file that is not there");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::io);
  }
  check_says(model_error([&] { open_weights(dir.path()); }), "holds no model weights");
  check_says(model_error([&] { open_weights(dir.path() / "absent"); }), "is missing");

  const auto file = dir.write("model.safetensors", file_of(kTwo, "abcdEFGH"));
  const auto archive = open_weights(dir.path());
  CHECK(archive->path() == file);
  CHECK(archive->format() == "safetensors");
  CHECK(archive->find("b") == 1);
  CHECK(archive->find("c") == TensorArchive::npos);
  CHECK(archive->metadata().size() == 2);
  std::vector<std::byte> scratch;
  const TensorView view = archive->read(0, scratch);
  CHECK(view.shape == Shape{4});
  CHECK(static_cast<char>(view.bytes[0]) == 'a');
  CHECK(scratch.empty());
}

TEST_CASE("shards are one archive, and must agree with their index") {
  const TempDir dir;
  const auto tensor = [](const std::string& name) {
    return file_of("{\"" + name + R"(":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}})", "1");
  };
  dir.write("one.safetensors", tensor("a"));
  dir.write("two.safetensors", tensor("b"));
  const auto open = [&](const std::string& map) {
    dir.write("model.safetensors.index.json", R"({"metadata":{},"weight_map":)" + map + "}");
    return open_weights(dir.path());
  };
  const auto both = open(R"({"a":"one.safetensors","b":"two.safetensors"})");
  CHECK(both->entries().size() == 2);
  CHECK(both->format() == "safetensors");
  CHECK(both->path().filename() == "model.safetensors.index.json");
  std::vector<std::byte> scratch;
  CHECK(both->read(both->find("b"), scratch).bytes.size() == 1);

  const auto refused = [&](const std::string& map) { return model_error([&] { open(map); }); };
  check_says(refused(R"({"a":"one.safetensors","c":"two.safetensors"})"),
             "tensor 'c': is not in 'two.safetensors'");
  check_says(refused(R"({"a":"two.safetensors","b":"two.safetensors"})"), "tensor 'a'");
  check_says(refused(R"({"a":"../one.safetensors"})"), "not in the folder of the index");
  check_says(refused(R"({"a":"/etc/passwd"})"), "not in the folder of the index");
  check_says(refused(R"({"a":".."})"), "not in the folder of the index");
  check_says(refused(R"({"a":3})"), "not in the folder of the index");
  check_says(refused("{}"), "empty");
  check_says(refused("[]"), "has no weight_map");
  dir.write("model.safetensors.index.json", "{\n\"weight_map\":\n}");
  check_says(model_error([&] { open_weights(dir.path()); }), "index.json:3: is not valid JSON");
}

TEST_CASE("the reference models open, with their duplicates and dtypes") {
  if (!need_shared("safetensors of the reference models", "goldens/models")) return;
  const auto models = shared_dir() / "goldens/models";
  for (const char* name :
       {"tiny-shared", "tiny-groups2", "tiny-inner2", "tiny-unshared", "tiny-zh"}) {
    const auto archive = open_weights(models / name);
    CHECK(archive->metadata().at("format") == "pt");
    CHECK(archive->find("albert.embeddings.word_embeddings.weight") != TensorArchive::npos);
  }
  const auto variants = models / "tiny-groups2/variants";
  std::vector<std::byte> scratch;
  for (const auto& [name, dtype] :
       {std::pair("fp16", DType::f16), std::pair("bf16", DType::bf16)}) {
    const auto archive = open_weights(variants / (std::string(name) + ".safetensors"));
    CHECK(archive->read(0, scratch).dtype == dtype);
  }
  const auto all = open_weights(variants / "all_keys_with_duplicates.safetensors");
  CHECK(all->entries()[all->find("albert.embeddings.position_ids")].dtype == DType::i64);
  CHECK(open_weights(variants / "no_metadata.safetensors")->metadata().empty());
}

TEST_CASE("bytes written in chunks and in any order are read back") {
  const TempDir dir;
  const auto file = dir.path() / "model.safetensors";
  const std::vector<TensorEntry> entries = {{"small", DType::i8, {3}},
                                            {"z \"quoted\" \xc3\xa9", DType::f32, {2, 2}},
                                            {"none", DType::f32, {0, 5}},
                                            {"a", DType::bf16, {}}};
  const auto writer = create_safetensors(file, entries, {{"by", "\xff hand"}});
  writer->write(3, as_bytes("AA"));
  writer->write(1, as_bytes("0123"));
  writer->write(0, as_bytes("abc"));
  writer->write(1, as_bytes("456789abcdef"));
  CHECK_FALSE(std::filesystem::exists(file));
  writer->finish();

  const auto archive = open_safetensors(file);
  REQUIRE(archive->entries().size() == 4);
  CHECK(archive->metadata().at("by") == "\xef\xbf\xbd hand");
  const std::vector<std::string> contents = {"abc", "0123456789abcdef", "", "AA"};
  std::vector<std::byte> scratch;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::size_t at = archive->find(entries[i].name);
    REQUIRE(at != TensorArchive::npos);
    const TensorView view = archive->read(at, scratch);
    CHECK(view.dtype == entries[i].dtype);
    CHECK(view.shape == entries[i].shape);
    CHECK(std::string(reinterpret_cast<const char*>(view.bytes.data()), view.bytes.size()) ==
          contents[i]);
    // Every tensor is aligned to its elements, as the data starts at a multiple of 8.
    CHECK(reinterpret_cast<std::uintptr_t>(view.bytes.data()) % size_of(view.dtype) == 0);
  }
  create_safetensors(dir.path() / "empty", {}, {})->finish();
  CHECK(slurp(dir.path() / "empty") == std::string("\x08\0\0\0\0\0\0\0{}      ", 16));
}

TEST_CASE("a writer refuses what no reader would accept, and leaves no file") {
  const TempDir dir;
  const auto file = dir.path() / "x.safetensors";
  const auto refused = [&](std::vector<TensorEntry> entries) {
    CHECK_THROWS_AS(create_safetensors(file, std::move(entries)), Error);
  };
  refused({{"a", DType::f32, {1}}, {"a", DType::f32, {1}}});
  refused({{"", DType::f32, {1}}});
  refused({{"a\n", DType::f32, {1}}});
  refused({{"a", DType::f32, {-1}}});
  refused({{"__metadata__", DType::f32, {1}}});
  {
    const auto writer = create_safetensors(file, {{"a", DType::i8, {3}}});
    writer->write(0, as_bytes("12"));
    CHECK_THROWS_WITH_AS(writer->write(0, as_bytes("34")), doctest::Contains("got more bytes"),
                         Error);
    CHECK_THROWS_WITH_AS(writer->finish(), doctest::Contains("tensor 'a' got only 2 of its 3"),
                         Error);
  }
  CHECK(std::filesystem::is_empty(dir.path()));
}
