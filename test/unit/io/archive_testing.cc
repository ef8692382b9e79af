#include "unit/io/archive_testing.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>

#include <doctest/doctest.h>

#include "albert/base/error.h"

namespace albert::test {
namespace {

bool refuses(const std::function<void(std::string_view)>& parse, const std::string& bytes) {
  try {
    // A copy of exactly this size, so that the sanitizer sees the first byte read beyond its end.
    const std::vector<char> exact(bytes.begin(), bytes.end());
    parse({exact.data(), exact.size()});
    return false;
  } catch (const Error& error) {
    CHECK(!error.problem().empty());
    CHECK(!error.where().empty());
    return true;
  }
}

}  // namespace

std::string slurp(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  REQUIRE_MESSAGE(in.good(), file.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

std::span<const std::byte> as_bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

std::string model_error(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::model);
    return error.what();
  }
  FAIL_CHECK("nothing was refused");
  return {};
}

void check_same_tensors(const TensorArchive& actual, const TensorArchive& expected) {
  CHECK(actual.entries().size() == expected.entries().size());
  check_contains(actual, expected);
}

void check_contains(const TensorArchive& actual, const TensorArchive& expected) {
  std::vector<std::byte> scratch_a;
  std::vector<std::byte> scratch_b;
  for (std::size_t i = 0; i < expected.entries().size(); ++i) {
    const TensorEntry& entry = expected.entries()[i];
    CAPTURE(entry.name);
    const std::size_t index = actual.find(entry.name);
    REQUIRE(index != TensorArchive::npos);
    CHECK(actual.entries()[index].dtype == entry.dtype);
    CHECK(actual.entries()[index].shape == entry.shape);
    const TensorView a = actual.read(index, scratch_a);
    const TensorView b = expected.read(i, scratch_b);
    CHECK(a.dtype == b.dtype);
    CHECK(a.shape == b.shape);
    CHECK(std::equal(a.bytes.begin(), a.bytes.end(), b.bytes.begin(), b.bytes.end()));
  }
}

int damage(std::string_view good, const std::function<void(std::string_view)>& parse) {
  REQUIRE_FALSE(refuses(parse, std::string(good)));
  int refused = 0;
  const std::size_t step = std::max<std::size_t>(1, good.size() / 700);
  for (std::size_t length = 0; length < good.size(); length += length < 600 ? 1 : step) {
    refused += refuses(parse, std::string(good.substr(0, length)));
  }
  // Where the structure is small every bit is flipped, elsewhere some.
  for (std::size_t at = 0; at < good.size(); at += at < 1500 ? 1 : step) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string bad(good);
      bad[at] = static_cast<char>(static_cast<unsigned char>(bad[at]) ^ (1u << bit));
      refused += refuses(parse, bad);
    }
  }
  std::mt19937 random(20);  // NOLINT: the same damage every time is what we want
  for (int i = 0; i < 4000; ++i) {
    std::string bad(good);
    const std::size_t at = random() % bad.size();
    const std::size_t count = std::min<std::size_t>(bad.size() - at, 1 + random() % 8);
    constexpr unsigned char kNasty[] = {0x00, 0xff, 0x7f, 0x80};
    for (std::size_t j = 0; j < count; ++j) {
      bad[at + j] = static_cast<char>(i % 2 == 0 ? random() & 0xff : kNasty[i / 2 % 4]);
    }
    refused += refuses(parse, bad);
  }
  return refused;
}

}  // namespace albert::test
