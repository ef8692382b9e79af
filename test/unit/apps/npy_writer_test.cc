#include "common/npy_writer.h"

#include <cmath>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "albert/base/mapped_file.h"
#include "support/temp_dir.h"

namespace {

using namespace albert;
using apps::NpyWriter;

constexpr std::size_t kHeader = 128;

std::string dict_of(const std::string& file) {
  REQUIRE(file.size() >= kHeader);
  CHECK(file.starts_with(std::string("\x93NUMPY\x01\x00\x76\x00", 10)));
  CHECK(file[kHeader - 1] == '\n');
  return file.substr(10, file.find('}') - 9);
}

std::vector<float> values_of(const std::string& file) {
  std::vector<float> values((file.size() - kHeader) / sizeof(float));
  std::memcpy(values.data(), file.data() + kHeader, values.size() * sizeof(float));
  return values;
}

TEST_CASE("the file is complete after every row") {
  const test::TempDir dir;
  const std::string path = (dir.path() / "v.npy").string();
  NpyWriter writer(path, 2);
  CHECK(dict_of(read_file(path)) == "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 2), }");
  writer.append(std::vector<float>{1, 2});
  CHECK(dict_of(read_file(path)) == "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }");
  writer.append(std::vector<float>{3, 4, 5, 6});
  writer.append_nan();
  const std::string file = read_file(path);
  CHECK(dict_of(file) == "{'descr': '<f4', 'fortran_order': False, 'shape': (4, 2), }");
  const std::vector<float> values = values_of(file);
  REQUIRE(values.size() == 8);
  CHECK(std::vector(values.begin(), values.begin() + 6) == std::vector<float>{1, 2, 3, 4, 5, 6});
  CHECK(std::isnan(values[6]));
  CHECK(std::isnan(values[7]));
  writer.finish();
}

TEST_CASE("only NumPy files and empty files are replaced") {
  const test::TempDir dir;
  const std::string path = (dir.path() / "v.npy").string();
  NpyWriter(path, 1).append(std::vector<float>{1, 2, 3});
  NpyWriter(path, 3).finish();
  CHECK(read_file(path).size() == kHeader);
  const std::string thesis = dir.write("thesis.txt", "chapter one").string();
  CHECK_THROWS_AS(NpyWriter(thesis, 3), Error);
  CHECK(read_file(thesis) == "chapter one");
  NpyWriter(dir.write("empty", "").string(), 3).finish();
  CHECK_THROWS_AS(NpyWriter("/dev/null", 3), Error);
  CHECK_THROWS_AS(NpyWriter((dir.path() / "none" / "v.npy").string(), 3), Error);
}

}  // namespace
