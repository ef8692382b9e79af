#include "heads_golden.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>

#include <doctest/doctest.h>

#include "albert/kernels/isa.h"
#include "support/shared.h"
#include "unit/tasks/number_tokenizer.h"

namespace albert::test {

namespace fs = std::filesystem;
using nlohmann::json;

json read_golden(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  REQUIRE_MESSAGE(in.good(), file.string());
  return json::parse(in);
}

void for_each_golden(const std::string& name, const std::function<void(const HeadGolden&)>& check) {
  if (const fs::path folder = fixtures_dir() / "heads" / name; fs::exists(folder)) {
    CAPTURE(folder.string());
    ModelSource source = ModelSource::open(folder);
    auto tokenizer =
        std::make_unique<NumberTokenizer>(static_cast<std::int32_t>(source.config().vocab_size));
    check({folder, std::move(source), std::move(tokenizer), read_golden(folder / "cases.json")});
  }
  if (!need_shared("the golden cases of " + name, "goldens/heads/models/" + name)) return;
  const fs::path folder = shared_dir() / "goldens/heads/models" / name;
  CAPTURE(folder.string());
  check({folder, ModelSource::open(folder), Tokenizer::load(folder),
         read_golden(shared_dir() / "goldens/heads/outputs" / (name + ".json"))});
}

void on_every_isa(const ModelSource& source,
                  const std::function<void(const AlbertModel&, ThreadPool&, Workspace&)>& check) {
  ThreadPool threads(2);
  for (const std::string_view isa : available_isas()) {
    CAPTURE(isa);
    Workspace workspace;
    check(AlbertModel(source, {.isa = isa}), threads, workspace);
  }
}

void for_each_case(std::initializer_list<const char*> names,
                   const std::function<void(const HeadGolden&, const json& golden,
                                            const AlbertModel&, ThreadPool&, Workspace&)>& check) {
  for (const char* name : names) {
    for_each_golden(name, [&](const HeadGolden& head) {
      on_every_isa(head.source,
                   [&](const AlbertModel& model, ThreadPool& threads, Workspace& space) {
                     for (const json& golden : head.golden.at("cases")) {
                       check(head, golden, model, threads, space);
                     }
                   });
    });
  }
}

CaseText numbers_of(const json& input_ids, const json& token_type_ids) {
  constexpr std::int32_t kCls = 2;
  constexpr std::int32_t kSep = 3;
  CaseText numbers;
  for (std::size_t i = 0; i < input_ids.size(); ++i) {
    const auto id = input_ids[i].get<std::int32_t>();
    const bool second = token_type_ids[i] == 1;
    if (second && !numbers.pair) numbers.pair.emplace();
    if (id == kCls || id == kSep) continue;
    std::string& segment = second ? *numbers.pair : numbers.text;
    segment += (segment.empty() ? "" : " ") + std::to_string(id);
  }
  return numbers;
}

CaseText text_of(const json& golden) {
  if (!golden.contains("text")) {
    return numbers_of(golden.at("input_ids"), golden.at("token_type_ids"));
  }
  CaseText text = {golden.at("text"), std::nullopt};
  if (golden.contains("pair")) text.pair = golden.at("pair");
  return text;
}

std::vector<TextInput> views_of(std::span<const CaseText> texts) {
  std::vector<TextInput> views;
  for (const CaseText& text : texts) views.push_back(text.view());
  return views;
}

double largest_difference(std::span<const float> ours, const json& theirs) {
  if (ours.size() != theirs.size()) return std::numeric_limits<double>::infinity();
  double largest = 0;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const double difference = std::abs(ours[i] - theirs[i].get<double>());
    if (!(difference <= largest)) largest = difference;  // also for NaN
  }
  return largest;
}

}  // namespace albert::test
