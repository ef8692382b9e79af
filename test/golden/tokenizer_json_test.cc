// The goldens' strings through a tokenizer.json that we write: the ids are those of the tokenizers
// library (0.23.3), which was given the same file. Digests are FNV-1a of a line of ids per string.
#include <string>

#include <doctest/doctest.h>

#include "support/shared.h"
#include "support/temp_dir.h"
#include "tokenizer_golden.h"

namespace {

using namespace albert;
using namespace albert::test;

struct Result {
  std::uint64_t digest = 0xcbf29ce484222325;
  int differs = 0;  ///< strings that the slow tokenizer gives other ids
};

void add(const Tokenizer& tokenizer, std::string_view text, const Ids& slow, Result& result) {
  const Ids ids = plain_ids(tokenizer, text);
  std::string line;
  for (const std::int32_t id : ids) line += (line.empty() ? "" : " ") + std::to_string(id);
  line += "\n";
  for (const char byte : line) {
    result.digest = (result.digest ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  }
  result.differs += ids == slow ? 0 : 1;
}

std::unique_ptr<Tokenizer> load_written(const std::filesystem::path& model) {
  const TempDir folder;
  folder.write("tokenizer.json", make_tokenizer_json(model));
  return Tokenizer::load(folder.path());
}

Result run_items(const Tokenizer& tokenizer, const char* file) {
  Result result;
  const nlohmann::json goldens = read_json(shared_dir() / "goldens/tokenizer" / file);
  for (const nlohmann::json& item : goldens.at("items")) {
    const Ids whole = item.at("input_ids").get<Ids>();
    add(tokenizer, item.at("text").get<std::string>(), Ids(whole.begin() + 1, whole.end() - 1),
        result);
  }
  return result;
}

Result run_lines(const Tokenizer& tokenizer, const char* file) {
  Result result;
  for (const nlohmann::json& line : read_json_lines(shared_dir() / "goldens/tokenizer" / file)) {
    add(tokenizer, line.at("text").get<std::string>(), line.at("ids").get<Ids>(), result);
  }
  return result;
}

}  // namespace

TEST_CASE("a written tokenizer.json of ALBERT's gives the library's ids") {
  if (!need_shared("sentencepiece goldens", "goldens/tokenizer/albert_spm.json")) return;
  const auto tokenizer = load_written(shared_dir() / "goldens/models/tiny-shared");
  CHECK(tokenizer->kind() == "sentencepiece");
  CHECK(tokenizer->vocab_size() == 30000);
  const Result items = run_items(*tokenizer, "albert_spm.json");
  CHECK(items.digest == 0x668ae5cf2f687172);
  CHECK(items.differs == 46);
  const Result lines = run_lines(*tokenizer, "fuzz_albert_spm.jsonl");
  CHECK(lines.digest == 0xf7aa170a9b6f74b6);
  CHECK(lines.differs == 758);
}

TEST_CASE("a written tokenizer.json of BERT's gives the library's ids") {
  if (!need_shared("WordPiece goldens", "goldens/tokenizer/zh_bert.json")) return;
  const auto tokenizer = load_written(shared_dir() / "goldens/models/tiny-zh");
  CHECK(tokenizer->kind() == "wordpiece");
  CHECK(tokenizer->vocab_size() == 21128);
  const Result items = run_items(*tokenizer, "zh_bert.json");
  CHECK(items.digest == 0x9003865e47bcf88);
  CHECK(items.differs == 0);
  const Result lines = run_lines(*tokenizer, "fuzz_zh_bert.jsonl");
  CHECK(lines.digest == 0xba03475847acff89);
  CHECK(lines.differs == 37);
}
