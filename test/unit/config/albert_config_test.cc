#include "albert/config/albert_config.h"

#include <cmath>
#include <functional>
#include <limits>

#include <doctest/doctest.h>

#include "unit/config/config_error.h"

namespace {

using albert::Activation;
using albert::AlbertConfig;
using albert::test::model_problem;

std::string problem_of(const std::function<void(AlbertConfig&)>& change) {
  AlbertConfig config;
  change(config);
  return model_problem([&] { albert::validate(config); });
}

}  // namespace

TEST_CASE("the defaults are albert-xxlarge and valid") {
  const AlbertConfig config;
  CHECK_NOTHROW(albert::validate(config));
  CHECK(config.head_size() == 64);
}

TEST_CASE("validate names the impossible size") {
  CHECK(problem_of([](AlbertConfig& c) { c.vocab_size = 0; }) ==
        "vocab_size must be at least 1, not 0");
  CHECK(problem_of([](AlbertConfig& c) { c.num_attention_heads = -4; }) ==
        "num_attention_heads must be at least 1, not -4");
  CHECK(problem_of([](AlbertConfig& c) {
          c.intermediate_size = std::int64_t{1} << 40;
        }).starts_with("intermediate_size is 1099511627776, beyond"));
  CHECK(problem_of([](AlbertConfig& c) {
          c.hidden_size = std::int64_t{1} << 30;
        }).find("hidden_size x hidden_size is ") == 0);
  CHECK(problem_of([](AlbertConfig& c) {
          c.vocab_size = std::int64_t{1} << 34;
        }).starts_with("vocab_size is "));
  CHECK(problem_of([](AlbertConfig& c) {
          c.num_hidden_layers = c.inner_group_num = 1000;
        }).starts_with("num_hidden_layers x inner_group_num is 1000000, beyond"));
}

TEST_CASE("validate names the impossible combination") {
  CHECK(problem_of([](AlbertConfig& c) { c.num_attention_heads = 63; }) ==
        "hidden_size 4096 is not a multiple of num_attention_heads 63");
  CHECK(problem_of([](AlbertConfig& c) { c.num_hidden_groups = 13; }) ==
        "num_hidden_groups 13 is more than num_hidden_layers 12");
  CHECK(problem_of([](AlbertConfig& c) { c.pad_token_id = 30000; }) ==
        "pad_token_id 30000 is outside the vocabulary of 30000");
}

TEST_CASE("validate refuses reals out of range, NaN included") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double bad : {0.0, -1e-12, 1.5, nan}) {
    CHECK(problem_of([&](AlbertConfig& c) {
            c.layer_norm_eps = bad;
          }).starts_with("layer_norm_eps must be"));
  }
  for (const double bad : {-0.1, 1.1, nan}) {
    CHECK(problem_of([&](AlbertConfig& c) {
            c.hidden_dropout_prob = bad;
          }).starts_with("hidden_dropout_prob must be"));
    CHECK(problem_of([&](AlbertConfig& c) {
            c.attention_probs_dropout_prob = bad;
          }).starts_with("attention_probs_dropout_prob must be"));
  }
  for (const double bad : {-0.1, static_cast<double>(INFINITY), nan}) {
    CHECK(problem_of([&](AlbertConfig& c) {
            c.initializer_range = bad;
          }).starts_with("initializer_range must be"));
  }
}

TEST_CASE("a grouping that Hugging Face rounds differently is refused; the usual ones are not") {
  // int(9 / (18 / 14)) is 6 in floating point; 9 * 14 / 18 is 7.
  CHECK(problem_of([](AlbertConfig& c) {
          c.num_hidden_layers = 18;
          c.num_hidden_groups = 14;
        }) ==
        "num_hidden_groups 14 of 18 layers puts layer 9 in group 7, but Hugging Face's "
        "rounding puts it in group 6");
  for (const int layers : {1, 2, 3, 5, 6, 7, 11, 12, 13, 17, 24, 48}) {
    for (int groups = 1; groups <= layers; ++groups) {
      AlbertConfig config;
      config.num_hidden_layers = layers;
      config.num_hidden_groups = groups;
      CHECK_NOTHROW(albert::validate(config));
    }
  }
}

TEST_CASE("activation names mean what Hugging Face computes") {
  CHECK(albert::value_named<Activation>("gelu") == Activation::gelu);
  CHECK(albert::value_named<Activation>("gelu_python") == Activation::gelu);
  for (const char* tanh_form : {"gelu_new", "gelu_pytorch_tanh", "gelu_fast", "gelu_accurate"}) {
    CHECK(albert::value_named<Activation>(tanh_form) == Activation::gelu_new);
  }
  CHECK(albert::value_named<Activation>("relu") == Activation::relu);
  for (const char* other : {"quick_gelu", "gelu_10", "silu", "tanh", "linear", "GELU", ""}) {
    CHECK_FALSE(albert::value_named<Activation>(other).has_value());
  }
  for (const auto activation : {Activation::gelu, Activation::gelu_new, Activation::relu}) {
    CHECK(albert::value_named<Activation>(albert::to_string(activation)) == activation);
  }
}
