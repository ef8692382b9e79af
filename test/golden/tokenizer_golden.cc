#include "tokenizer_golden.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

#include "support/temp_dir.h"

namespace albert::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string read_text(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  REQUIRE_MESSAGE(in.good(), file.string());
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

bool at_border(std::string_view text, std::size_t offset) {
  return offset == text.size() || (static_cast<unsigned char>(text[offset]) & 0xC0U) != 0x80U;
}

std::vector<int> special_mask(const Encoding& encoding) {
  return {encoding.special_tokens_mask.begin(), encoding.special_tokens_mask.end()};
}

}  // namespace

json read_json(const fs::path& file) {
  return json::parse(read_text(file));
}

std::vector<json> read_json_lines(const fs::path& file) {
  std::vector<json> lines;
  std::istringstream in(read_text(file));
  for (std::string line; std::getline(in, line);) lines.push_back(json::parse(line));
  return lines;
}

std::unique_ptr<Tokenizer> load_with_config(const fs::path& vocabulary, std::string_view config) {
  const TempDir folder;
  fs::copy_file(vocabulary, folder.path() / vocabulary.filename());
  folder.write("tokenizer_config.json", config);
  return Tokenizer::load(folder.path());
}

Ids plain_ids(const Tokenizer& tokenizer, std::string_view text) {
  const Encoding encoding = tokenizer.encode(text, std::nullopt, {.add_special_tokens = false});
  check_offsets(encoding, text, {});
  return encoding.input_ids;
}

void check_option(const Tokenizer& tokenizer, const json& item, const json& golden) {
  const Ids ids = plain_ids(tokenizer, item.at("text").get<std::string>());
  const bool equal = ids == golden.at("ids").get<Ids>();
  CHECK(equal);
  if (!equal || !golden.contains("pieces")) return;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (ids[i] != tokenizer.special().unk) CHECK(tokenizer.piece(ids[i]) == golden["pieces"][i]);
  }
}

void check_offsets(const Encoding& encoding, std::string_view text, std::string_view pair) {
  const std::size_t size = encoding.size();
  REQUIRE(encoding.token_type_ids.size() == size);
  REQUIRE(encoding.special_tokens_mask.size() == size);
  REQUIRE(encoding.offsets.size() == size);
  std::uint32_t before[2] = {0, 0};
  for (std::size_t i = 0; i < size; ++i) {
    const ByteRange range = encoding.offsets[i];
    if (encoding.special_tokens_mask[i] != 0) {
      CHECK(range == ByteRange{});
      continue;
    }
    const auto type = static_cast<std::size_t>(encoding.token_type_ids[i]);
    const std::string_view source = type == 0 ? text : pair;
    const bool in_order =
        before[type] <= range.begin && range.begin <= range.end && range.end <= source.size();
    CHECK_MESSAGE(in_order, "token ", i, ": ", range.begin, "..", range.end);
    if (!in_order) return;
    CHECK(at_border(source, range.begin));
    CHECK(at_border(source, range.end));
    before[type] = range.begin;
  }
}

std::size_t check_item(const Tokenizer& tokenizer, const json& item) {
  const auto text = item.at("text").get<std::string>();
  const Encoding whole = tokenizer.encode(text);
  check_offsets(whole, text, {});
  CHECK(whole.input_ids == item.at("input_ids").get<Ids>());
  CHECK(special_mask(whole) == item.at("special_tokens_mask").get<std::vector<int>>());
  CHECK(std::count(whole.token_type_ids.begin(), whole.token_type_ids.end(), 0) ==
        static_cast<std::ptrdiff_t>(whole.size()));

  const Encoding cut = tokenizer.encode(text, std::nullopt, {.max_length = 16});
  CHECK(cut.input_ids == item.at("trunc16").get<Ids>());
  CHECK(cut.size() + cut.truncated == whole.size());

  const json& pair = item.at("pair");
  const auto second = pair.at("second_text").get<std::string>();
  const Encoding both = tokenizer.encode(text, second);
  check_offsets(both, text, second);
  CHECK(both.input_ids == pair.at("input_ids").get<Ids>());
  CHECK(both.token_type_ids == pair.at("token_type_ids").get<Ids>());
  CHECK(special_mask(both) == pair.at("special_tokens_mask").get<std::vector<int>>());

  const json& cut_pair = item.at("pair_trunc16");
  const Encoding both_cut = tokenizer.encode(text, second, {.max_length = 16});
  check_offsets(both_cut, text, second);
  CHECK(both_cut.input_ids == cut_pair.at("input_ids").get<Ids>());
  CHECK(both_cut.token_type_ids == cut_pair.at("token_type_ids").get<Ids>());
  CHECK(both_cut.size() + both_cut.truncated == both.size());

  const Ids plain = plain_ids(tokenizer, text);
  CHECK(tokenizer.decode(plain) == item.at("decode"));
  CHECK(tokenizer.decode(plain, {.clean_up_spaces = false}) == item.at("decode_no_cleanup"));
  CHECK(tokenizer.decode(whole.input_ids) == item.at("decode_with_special"));
  CHECK(tokenizer.decode(whole.input_ids, {.skip_special_tokens = true}) ==
        item.at("decode_skip_special"));
  return 12;
}

}  // namespace albert::test
