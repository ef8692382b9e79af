#include <cstdint>
#include <limits>
#include <string>

#include <doctest/doctest.h>

#include "io/tensorflow/slices.h"

using namespace albert;
using io::TfSlice;

namespace {

constexpr std::int64_t kHuge = std::numeric_limits<std::int64_t>::max();

std::string key(std::int64_t first, std::int64_t count) {
  const std::string all = io::tf_slice_key("", {{first, count}});
  const std::string start("\0\0\1\1\1", 5);
  CHECK(all.starts_with(start));
  return all.substr(start.size());
}

}  // namespace

TEST_CASE("slices are spelled as TensorFlow spells them") {
  CHECK(io::to_string(TfSlice{{0, 2}, {}}) == "0,2:-");
  CHECK(io::to_string(TfSlice{{7, 3}}) == "7,3");
  CHECK(io::to_string(TfSlice{}).empty());
}

TEST_CASE("keys are TensorFlow's, whatever the size of the numbers") {
  CHECK(io::tf_slice_key("partitioned", {{0, 2}, {}}) ==
        std::string("\0partitioned\0\1\1\2\x80\x82\x80\x7f", 20));
  CHECK(key(63, 1) == "\xbf\x81");
  CHECK(key(64, -2) == std::string("\xc0\x40\x7e", 3));
  CHECK(key(8191, -65) == "\xdf\xff\x3f\xbf");
  CHECK(key(8192, 0) == std::string("\xe0\x20\0\x80", 4));
  CHECK(key(kHuge, 0) == "\xff\xc0\x7f\xff\xff\xff\xff\xff\xff\xff\x80");
  CHECK(key(-kHuge - 1, 0) == std::string("\0\x3f\x80\0\0\0\0\0\0\0\x80", 11));
  // The order of keys is that of the numbers.
  std::string last = key(-kHuge - 1, 0);
  for (const std::int64_t first : {-kHuge / 3, -9000L, -8193L, -65L, -64L, -1L, 0L, 1L, 63L, 64L,
                                   8191L, 8192L, 1L << 20, 1L << 40, 1L << 55, 1L << 56, kHuge}) {
    const std::string next = key(first, 0);
    CAPTURE(first);
    CHECK(last < next);
    last = next;
  }
}

TEST_CASE("a partition covers each element once") {
  const auto problem = [](const Shape& shape, const std::vector<TfSlice>& slices) {
    return io::partition_problem(shape, slices);
  };
  CHECK(problem({4, 2}, {{{0, 2}, {}}, {{2, 2}, {}}}).empty());
  CHECK(problem({4, 2}, {{{}, {1, 1}}, {{}, {0, 1}}}).empty());
  CHECK(problem({2, 2}, {{{0, 1}, {}}, {{1, 1}, {0, 1}}, {{1, 1}, {1, 1}}}).empty());
  CHECK(problem({}, {{}}).empty());
  CHECK(problem({0, 3}, {{{}, {0, 1}}, {{}, {1, 2}}}).empty());
  CHECK(problem({3}, {{{0, 3}}, {{1, 0}}}).empty());
  CHECK(problem({}, {{}, {}}) == "its slices  and  overlap");
  CHECK(problem({4}, {{{0, 3}}, {{2, 2}}}) == "its slices 0,3 and 2,2 overlap");
  CHECK(problem({4}, {{{0, 3}}}) == "its 1 slices hold 3 of 4 elements");
  CHECK(problem({4}, {{{1, -1}}}) == "its slice - lies outside [4]");
  for (const io::TfExtent bad : {io::TfExtent{-1, 2},
                                 {0, 5},
                                 {4, 0},
                                 {2, 3},
                                 {0, -2},
                                 {kHuge, 1},
                                 {1, kHuge},
                                 {kHuge, kHuge},
                                 {-kHuge - 1, kHuge}}) {
    CAPTURE(bad.first);
    CAPTURE(bad.count);
    CHECK(problem({4}, {{bad}}).ends_with("lies outside [4]"));
  }
  CHECK(problem({4}, std::vector<TfSlice>(1025, {{0, 0}})) == "is in 1025 slices, more than 1024");
}

TEST_CASE("the layout of a slice in the dense tensor") {
  const auto layout = io::layout_of({{1, 2}, {}, {3, 1}}, {3, 2, 4});
  CHECK(layout.shape == Shape{2, 2, 1});
  CHECK(layout.strides == Shape{8, 4, 1});
  CHECK(layout.offset == 11);
  const auto scalar = io::layout_of({}, {});
  CHECK(scalar.shape.empty());
  CHECK(scalar.offset == 0);
}
