#include "common/suggestion.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace albert::apps {
namespace {

TEST_CASE("edit_distance counts insertions, deletions, replacements and swaps") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("threads", "treads") == 1);
  CHECK(edit_distance("thraeds", "threads") == 1);
  CHECK(edit_distance("quiet", "quite") == 1);
  CHECK(edit_distance("model", "dtype") == 5);
}

TEST_CASE("the suggested name is near, or begins with the given one") {
  const std::vector<std::string> known = {
      "--threads", "--top-k", "--targets", "--quiet", "-q", "-k", "--batch-tokens", "--E", "--V"};
  CHECK(likeliest_name("--treads", known) == "--threads");
  CHECK(likeliest_name("-threads", known) == "--threads");
  CHECK(likeliest_name("--top_k", known) == "--top-k");
  CHECK(likeliest_name("--TOPK", known) == "--top-k");
  CHECK(likeliest_name("--thr", known) == "--threads");
  CHECK(likeliest_name("--batch", known) == "--batch-tokens");
  CHECK(likeliest_name("--quite", known) == "--quiet");
  CHECK(likeliest_name("--e", known) == "--E");
  CHECK(likeliest_name("--frobnicate", known).empty());
  CHECK(likeliest_name("-x", known).empty());
  CHECK(likeliest_name("--", known).empty());
  CHECK(likeliest_name(std::string(100000, 'a'), known).empty());
}

}  // namespace
}  // namespace albert::apps
