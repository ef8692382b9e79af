#include "albert/tasks/similarity.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/tasks/pooling.h"
#include "number_tokenizer.h"
#include "support/shared.h"

namespace {

using namespace albert;

TEST_CASE("the similarity of a pair is the cosine of its vectors") {
  ThreadPool threads(2);
  Workspace workspace;
  const AlbertModel model =
      AlbertModel::load(test::fixtures_dir() / "golden" / "models" / "tiny-inner2");
  const test::NumberTokenizer tokenizer(4000);
  const Embedder embedder(model, tokenizer, {});
  const std::vector<std::string_view> texts = {"10 11", "12"};
  const std::vector<Embedding> vectors = embedder.embed(texts, workspace, threads);
  const auto expected = static_cast<float>(cosine(vectors[0].values, vectors[1].values));
  std::string longest;
  for (int i = 0; i < 600; ++i) longest += "7 ";

  const auto pairs = compare_pairs(
      embedder,
      std::vector<TextInput>{{"10 11", "12"}, {"12", "12"}, {"12"}, {longest, "1"}, {"1", longest}},
      workspace, threads);
  CHECK(pairs[0].cosine == expected);
  CHECK(pairs[1].cosine == 1);
  CHECK(pairs[2].error == "has no second segment");
  CHECK(pairs[3].error.starts_with("has 602 tokens"));
  CHECK(pairs[4].error.starts_with("has 602 tokens"));

  const auto with = compare_with(embedder, vectors[0].values,
                                 std::vector<TextInput>{{"12"}, {longest}}, workspace, threads);
  CHECK(with[0].cosine == expected);
  CHECK(!with[1].good());
}

}  // namespace
