#include "common/json_writer.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace albert::apps {
namespace {

template <typename T>
std::string written(const T& value) {
  std::string out;
  JsonWriter(out).value(value);
  return out;
}

TEST_CASE("objects and arrays nest with commas in the right places") {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("id").raw("1e400").member("ok", true).key("rows").begin_array();
  const std::vector<float> row = {0.5F, 1.0F};
  json.value(std::span<const float>(row)).begin_array().end_array().end_array();
  json.member("n", 3).end_object();
  CHECK(out == R"({"id": 1e400, "ok": true, "rows": [[0.5, 1.0], []], "n": 3})");
}

TEST_CASE("strings of any bytes come out as valid JSON") {
  std::string text;
  for (int c = 0; c < 256; ++c) text += static_cast<char>(c);
  const std::string out = written(std::string_view(text));
  const std::string back = nlohmann::json::parse(out).get<std::string>();
  CHECK(back.substr(0, 128) == text.substr(0, 128));
  std::string bad;
  for (int i = 0; i < 128; ++i) bad += "\xEF\xBF\xBD";
  CHECK(back.substr(128) == bad);
  CHECK(written("a\"\\\n\x01é") == "\"a\\\"\\\\\\n\\u0001é\"");
}

TEST_CASE("floats round-trip and are as short as can be") {
  CHECK(written(0.1F) == "0.1");
  CHECK(written(0.1) == "0.1");
  CHECK(written(1.0F) == "1.0");
  CHECK(written(-0.0F) == "-0.0");
  CHECK(written(std::numeric_limits<float>::infinity()) == "null");
  CHECK(written(std::nan("")) == "null");
  std::uint32_t bits = 12345;
  for (int i = 0; i < 100000; ++i) {
    bits = bits * 1664525U + 1013904223U;
    const auto number = std::bit_cast<float>(bits);
    if (!std::isfinite(number)) continue;
    const auto back = nlohmann::json::parse(written(number)).get<float>();
    REQUIRE(std::bit_cast<std::uint32_t>(back) == bits);
  }
}

}  // namespace
}  // namespace albert::apps
