#include "io/strided_copy.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include <doctest/doctest.h>

using namespace albert;
using io::StridedLayout;

namespace {

template <typename T>
std::vector<T> gather(const std::vector<T>& storage, const StridedLayout& layout) {
  REQUIRE(io::elements_spanned(layout).value() <= storage.size());
  std::vector<T> out(element_count(layout.shape).value());
  io::copy_strided(std::as_bytes(std::span(storage)), layout, sizeof(T),
                   std::as_writable_bytes(std::span(out)));
  return out;
}

}  // namespace

TEST_CASE("strided elements are gathered in row-major order") {
  const std::vector<std::int16_t> storage = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  using Row = std::vector<std::int16_t>;
  CHECK(gather(storage, {{2, 3}, {3, 1}, 0}) == Row{0, 1, 2, 3, 4, 5});
  CHECK(gather(storage, {{3, 2}, {1, 3}, 1}) == Row{1, 4, 2, 5, 3, 6});
  CHECK(gather(storage, {{2, 2, 2}, {6, 1, 3}, 0}) == Row{0, 3, 1, 4, 6, 9, 7, 10});
  CHECK(gather(storage, {{1, 3}, {0, 4}, 2}) == Row{2, 6, 10});
  CHECK(gather(storage, {{3}, {0}, 5}) == Row{5, 5, 5});
  CHECK(gather(storage, {{}, {}, 11}) == Row{11});
  CHECK(gather(storage, {{0, 3}, {3, 1}, 0}).empty());
  CHECK(gather(std::vector<double>{1, 2, 3, 4}, {{2}, {2}, 1}) == std::vector<double>{2, 4});
  CHECK(gather(std::vector<char>{'a', 'b', 'c'}, {{2}, {2}, 0}) == std::vector<char>{'a', 'c'});
  CHECK(gather(std::vector<float>{1, 2, 3, 4}, {{2, 2}, {1, 2}, 0}) ==
        std::vector<float>{1, 3, 2, 4});
}

TEST_CASE("elements are copied to their positions, and no other bytes change") {
  const StridedLayout layouts[] = {
      {{2, 3}, {4, 1}, 1}, {{3, 2}, {1, 3}, 2}, {{}, {}, 5}, {{4}, {2}, 0}};
  for (const StridedLayout& layout : layouts) {
    std::vector<std::int32_t> elements(element_count(layout.shape).value());
    std::iota(elements.begin(), elements.end(), 1);
    std::vector<std::int32_t> storage(12, 0);
    io::copy_to_strided(std::as_bytes(std::span(elements)), sizeof(std::int32_t), layout,
                        std::as_writable_bytes(std::span(storage)));
    CHECK(gather(storage, layout) == elements);
    CHECK(std::count(storage.begin(), storage.end(), 0) ==
          static_cast<std::ptrdiff_t>(storage.size() - elements.size()));
  }
}

TEST_CASE("the reach of a layout is exact, and nothing overflows") {
  constexpr std::int64_t kHuge = std::numeric_limits<std::int64_t>::max();
  CHECK(io::elements_spanned({{2, 3}, {3, 1}, 4}) == 10);
  CHECK(io::elements_spanned({{}, {}, 0}) == 1);
  CHECK(io::elements_spanned({{5, 0}, {kHuge, kHuge}, 7}) == 0);
  CHECK(io::elements_spanned({{1}, {kHuge}, 7}) == 8);
  CHECK_FALSE(io::elements_spanned({{2}, {-1}, 4}));
  CHECK_FALSE(io::elements_spanned({{-2}, {1}, 4}));
  CHECK_FALSE(io::elements_spanned({{2}, {1}, -1}));
  CHECK_FALSE(io::elements_spanned({{2}, {1, 1}, 0}));
  CHECK_FALSE(io::elements_spanned({{3}, {kHuge}, 0}));
  CHECK_FALSE(io::elements_spanned({{2, 2}, {kHuge, kHuge}, 0}));
}

TEST_CASE("dense layouts need no gathering") {
  CHECK(io::is_dense({{2, 3}, {3, 1}, 7}));
  CHECK(io::is_dense({{1, 3, 1}, {99, 1, 42}, 0}));
  CHECK(io::is_dense({{}, {}, 3}));
  CHECK(io::is_dense({{0, std::numeric_limits<std::int64_t>::max(), 4}, {1, 1, 1}, 0}));
  CHECK_FALSE(io::is_dense({{2, 3}, {1, 2}, 0}));
  CHECK_FALSE(io::is_dense({{2, 3}, {4, 1}, 0}));
  CHECK_FALSE(io::is_dense({{3}, {0}, 0}));
}
