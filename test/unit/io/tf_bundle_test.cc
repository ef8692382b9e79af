#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <protozero/pbf_writer.hpp>

#include "albert/base/error.h"
#include "albert/io/open_weights.h"
#include "albert/io/safetensors.h"
#include "albert/io/tensor_archive.h"
#include "albert/io/tensorflow.h"
#include "io/tensorflow/index.h"
#include "io/tensorflow/sstable.h"
#include "support/shared.h"
#include "support/temp_dir.h"
#include "unit/io/archive_testing.h"

using namespace albert;
using namespace albert::test;
namespace fs = std::filesystem;

namespace {

fs::path fixture(const std::string& name) {
  return fixtures_dir() / "io/tf" / name;
}

void check_says(const std::string& message, const std::string& part) {
  CHECK_MESSAGE(message.find(part) != std::string::npos, message);
}

using Table = std::map<std::string, std::string>;

Table table_of(std::string_view bytes) {
  Table table;
  io::read_sstable(as_bytes(bytes), "some.index",
                   [&](std::string_view key, std::string_view value) {
                     table.emplace(key, value);
                     return true;
                   });
  return table;
}

struct Description {
  std::uint64_t dtype = 1;
  Shape shape = {2};
  std::uint64_t shard = 0;
  std::uint64_t size = 8;
  std::vector<io::TfSlice> slices = {};
};

std::string described(const Description& tensor) {
  std::string bytes;
  protozero::pbf_writer fields(bytes);
  fields.add_uint64(1, tensor.dtype);
  {
    protozero::pbf_writer shape(fields, 2);
    for (const std::int64_t extent : tensor.shape) {
      protozero::pbf_writer(shape, 2).add_int64(1, extent);
    }
  }
  fields.add_uint64(3, tensor.shard);
  fields.add_uint64(5, tensor.size);
  for (const io::TfSlice& slice : tensor.slices) {
    protozero::pbf_writer extents(fields, 7);
    for (const auto& [first, count] : slice) {
      protozero::pbf_writer extent(extents, 1);
      extent.add_int64(1, first);
      if (count != io::TfExtent::kAll) extent.add_int64(2, count);
    }
  }
  return bytes;
}

io::TfIndex parse(const Table& table) {
  return io::parse_tf_index(as_bytes(io::make_sstable(table)), "some.index");
}

std::string refusal(const Table& table) {
  return model_error([&] { parse(table); });
}

std::string header(std::uint64_t shards, std::uint64_t endianness = 0) {
  std::string bytes;
  protozero::pbf_writer fields(bytes);
  fields.add_uint64(1, shards);
  fields.add_uint64(2, endianness);
  return bytes;
}

}  // namespace

TEST_CASE("files of TensorFlow are read bit for bit, in one shard and in two") {
  const auto expected = open_safetensors(fixture("expected.safetensors"));
  for (const char* name : {"state", "state.index", "state_sharded.index"}) {
    CAPTURE(name);
    const auto archive = open_tf_bundle(fixture(name));
    CHECK(archive->format() == "tf-bundle");
    check_same_tensors(*archive, *expected);
  }
  CHECK(open_weights(fixture("state.index"))->format() == "tf-bundle");

  const auto object = open_tf_bundle(fixture("object"));  // its object graph, a text, is left out
  REQUIRE(object->entries().size() == 2);
  CHECK(object->entries()[0].name == "bias/.ATTRIBUTES/VARIABLE_VALUE");
}

TEST_CASE("partitioned variables are put together from their slices") {
  const auto archive = open_tf_bundle(fixture("partitioned"));
  check_same_tensors(*archive, *open_safetensors(fixture("partitioned.safetensors")));
  check_says(model_error([] { open_tf_bundle(fixture("sliced")); }),
             "tensor 'partitioned': its 1 slices hold 4 of 8 elements");
}

TEST_CASE("bytes written in chunks are read back, with many keys in many blocks") {
  const TempDir dir;
  std::vector<TensorEntry> entries = {{"z", DType::bf16, {2}}, {"none", DType::f64, {0}}};
  for (int i = 0; i < 500; ++i) {
    entries.push_back({"bert/encoder/some/long/name/" + std::to_string(i), DType::i32, {}});
  }
  const auto writer = create_tf_bundle(dir.path() / "model.ckpt", entries);
  writer->write(0, as_bytes("ab"));
  for (std::size_t i = entries.size(); i-- > 2;) {
    const auto value = static_cast<std::int32_t>(i);
    writer->write(i, std::as_bytes(std::span(&value, 1)));
  }
  writer->write(0, as_bytes("cd"));
  CHECK_FALSE(fs::exists(dir.path() / "model.ckpt.index"));
  writer->finish();
  CHECK(fs::exists(dir.path() / "model.ckpt.data-00000-of-00001"));

  const auto archive = open_tf_bundle(dir.path() / "model.ckpt");
  CHECK(archive->entries().size() == entries.size());
  std::vector<std::byte> scratch;
  for (std::size_t i = 2; i < entries.size(); ++i) {
    const std::size_t at = archive->find(entries[i].name);
    REQUIRE(at != TensorArchive::npos);
    float value = 0;
    copy_to_f32(archive->read(at, scratch), std::span(&value, 1));
    CHECK(value == static_cast<float>(i));
  }
  const TensorView z = archive->read(archive->find("z"), scratch);
  CHECK(std::string(reinterpret_cast<const char*>(z.bytes.data()), z.bytes.size()) == "abcd");
}

TEST_CASE("missing, short and damaged shards are reported") {
  const TempDir dir;
  const auto copy = [&](const std::string& name) {
    fs::copy_file(fixture(name), dir.path() / name, fs::copy_options::overwrite_existing);
  };
  const std::string shard = "state.data-00000-of-00001";
  const auto open = [&] { return open_tf_bundle(dir.path() / "state"); };
  copy("state.index");
  check_says(model_error([&] { open(); }), shard + ": is missing");
  std::string bytes = slurp(fixture(shard));
  dir.write(shard, bytes.substr(0, bytes.size() - 1));
  check_says(model_error([&] { open(); }), "lie outside the file's");

  bytes[0] = static_cast<char>(bytes[0] ^ 4);
  dir.write(shard, bytes);
  const auto archive = open();
  std::vector<std::byte> scratch;
  int damaged = 0;
  for (std::size_t i = 0; i < archive->entries().size(); ++i) {
    try {
      archive->read(i, scratch);
    } catch (const Error& error) {
      check_says(error.what(), "do not match their CRC-32C");
      ++damaged;
    }
  }
  CHECK(damaged == 1);
}

TEST_CASE("every lie in an index is refused with its reason") {
  CHECK(parse({{"", header(1)}, {"a", described({})}}).entries.size() == 1);
  CHECK(parse({{"", ""}}).shards == 1);
  check_says(refusal({{"a", described({})}}), "has no header");
  check_says(refusal({{"", header(0)}}), "says it has 0 shards");
  check_says(refusal({{"", header(100000)}}), "says it has 100000 shards");
  check_says(refusal({{"", header(1, 1)}}), "big-endian");
  check_says(refusal({{"", "\xff"}}), "its header is damaged");
  const auto one = [](const Description& tensor) {
    return refusal({{"", header(2)}, {"a", described(tensor)}});
  };
  check_says(one({.dtype = 1, .shape = {2}, .shard = 2, .size = 8}), "lies in shard 2 of 2");
  check_says(one({.dtype = 8, .shape = {1}, .shard = 0, .size = 8}), "TensorFlow's dtype 8");
  check_says(one({.dtype = 0, .shape = {}, .shard = 0, .size = 0}), "TensorFlow's dtype 0");
  check_says(one({.dtype = 1, .shape = {3}, .shard = 0, .size = 8}),
             "has 8 bytes but f32 [3] needs 12");
  check_says(one({.dtype = 1, .shape = {-1}, .shard = 0, .size = 8}), "impossible shape [-1]");
  check_says(one({.dtype = 1, .shape = {1LL << 40, 1LL << 40}, .shard = 0, .size = 8}),
             "impossible shape");
  check_says(one({.dtype = 1, .shape = Shape(255, 1), .shard = 0, .size = 4}),
             "too many dimensions");
  check_says(refusal({{"", header(1)}, {"a\n", described({})}}), "not printable");
  check_says(refusal({{"", header(1)}, {std::string(2000, 'a'), described({})}}), "too long");
  // Strings and unreferenced slices are skipped.
  CHECK(parse({{"", header(1)},
               {std::string("\0slice", 6), "\xff"},
               {"text", described({.dtype = 7, .shape = {}, .shard = 9, .size = 77})}})
            .entries.empty());
}

TEST_CASE("every lie about slices is refused with its reason") {
  const io::TfSlice first = {{0, 2}, {}};
  const io::TfSlice second = {{2, 1}, {}};
  const Table good = {
      {"", header(1)},
      {io::tf_slice_key("a", first), described({.shape = {2, 5}, .size = 40})},
      {io::tf_slice_key("a", second), described({.shape = {1, 5}, .size = 20})},
      {"a", described({.shape = {3, 5}, .size = 0, .slices = {first, second}})},
  };
  CHECK(parse(good).slices.at(0).size() == 2);
  const auto with = [&](const std::string& key, const Description& tensor) {
    Table table = good;
    table[key] = described(tensor);
    return refusal(table);
  };
  const std::string key = io::tf_slice_key("a", second);
  check_says(with(key, {.shape = {2, 5}, .size = 40}),
             "tensor 'a': its slice 2,1:- has another dtype or shape, [2, 5]");
  check_says(with(key, {.dtype = 3, .shape = {1, 5}, .size = 20}), "has another dtype or shape");
  check_says(with(key, {.shape = {1, 5}, .size = 24}), "has 24 bytes but f32 [1, 5] needs 20");
  check_says(with(key, {.shape = {1, 5}, .shard = 1, .size = 20}), "lies in shard 1 of 1");
  const auto sliced = [&](const std::vector<io::TfSlice>& slices) {
    return with("a", {.shape = {3, 5}, .size = 0, .slices = slices});
  };
  check_says(sliced({first}), "its 1 slices hold 10 of 15 elements");
  check_says(sliced({first, first, second}), "its slices 0,2:- and 0,2:- overlap");
  check_says(sliced({first, {{1, 2}, {}}}), "its slices 0,2:- and 1,2:- overlap");
  check_says(sliced({first, {{3, 1}, {}}}), "its slice 3,1:- lies outside [3, 5]");
  check_says(sliced({first, {{2, 1}}}), "its slice 2,1 has 1 dimensions, not 2");
  check_says(sliced({first, {{2, 1}, {0, 5}}}), "its slice 2,1:0,5 is missing");
  check_says(sliced({first, io::TfSlice(255)}), "too many dimensions");
  Table table = good;
  table[key] = "\xff";
  check_says(refusal(table), "tensor 'a': its description is damaged");
}

TEST_CASE("slices that share their bytes cannot make a tensor larger than the files") {
  const TempDir dir;
  const io::TfSlice slices[] = {{{0, 1}, {}}, {{1, 1}, {}}, {{2, 1}, {}}};
  Table table = {{"", header(1)}};
  const auto add = [&](std::int64_t count) {
    Description whole = {.shape = {count, 2}, .size = 0};
    for (std::int64_t i = 0; i < count; ++i) {
      whole.slices.push_back(slices[i]);
      table[io::tf_slice_key("a", slices[i])] = described({.shape = {1, 2}});
    }
    table["a"] = described(whole);
    dir.write("model.index", io::make_sstable(table));
    dir.write("model.data-00000-of-00001", std::string(16, 'x'));
    return dir.path() / "model";
  };
  CHECK(open_tf_bundle(add(2))->entries()[0].shape == Shape{2, 2});
  check_says(model_error([&] { open_tf_bundle(add(3)); }), "tensor 'a': needs 24 bytes");
}

TEST_CASE("tables: order, checksums and sizes are verified") {
  Table table;
  for (int i = 0; i < 1000; ++i) table.emplace("key" + std::to_string(i), std::string(i % 50, 'v'));
  const std::string good = io::make_sstable(table);
  CHECK(table_of(good) == table);
  CHECK(table_of(io::make_sstable({})).empty());
  std::string bad = good;
  bad[10] = static_cast<char>(bad[10] ^ 1);
  check_says(model_error([&] { table_of(bad); }), "does not match its CRC-32C");
  check_says(model_error([&] { table_of(good.substr(0, good.size() - 1)); }), "is truncated");
  check_says(model_error([&] { table_of("short"); }), "is truncated");
}

TEST_CASE("damaged indexes and their tensors are refused or read, never worse") {
  for (const char* name : {"state.index", "object.index", "partitioned.index"}) {
    CAPTURE(name);
    const std::string good = slurp(fixture(name));
    const int refused = damage(
        good, [](std::string_view bytes) { io::parse_tf_index(as_bytes(bytes), "damaged.index"); });
    CHECK(refused > 1000);
  }
}

TEST_CASE("the reference checkpoints open and every checksum in them fits") {
  if (!need_shared("TensorFlow checkpoints", "goldens/tf_checkpoints")) return;
  const fs::path checkpoints = shared_dir() / "goldens/tf_checkpoints";
  std::vector<std::byte> scratch;
  for (const char* name : {"tiny-inner2/model.ckpt-best", "tiny-groups2/model.ckpt-best",
                           "brightmart_style/albert_model.ckpt"}) {
    CAPTURE(name);
    const auto archive = open_tf_bundle(checkpoints / name);
    CHECK(archive->entries().size() > 20);
    for (std::size_t i = 0; i < archive->entries().size(); ++i) archive->read(i, scratch);
  }
  // One name followed by hand: not transposed, so it must be the same bytes.
  const auto tf = open_tf_bundle(checkpoints / "tiny-inner2/model.ckpt-best");
  const auto torch =
      open_safetensors(shared_dir() / "goldens/models/tiny-inner2/model.safetensors");
  std::vector<std::byte> other;
  const TensorView a = tf->read(tf->find("bert/embeddings/word_embeddings"), scratch);
  const TensorView b = torch->read(torch->find("albert.embeddings.word_embeddings.weight"), other);
  CHECK(a.shape == b.shape);
  CHECK(std::equal(a.bytes.begin(), a.bytes.end(), b.bytes.begin(), b.bytes.end()));
}
