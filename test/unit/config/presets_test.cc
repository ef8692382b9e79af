#include "albert/config/presets.h"

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "albert/config/sharing_strategy.h"

TEST_CASE("presets are valid, follow the paper's rules, and are found by name") {
  CHECK(albert::presets().size() == 8);
  for (const albert::Preset& preset : albert::presets()) {
    CAPTURE(preset.name);
    CHECK_NOTHROW(albert::TensorCatalogue(preset.config, preset.parts));
    CHECK(preset.config.head_size() == 64);
    CHECK(preset.config.intermediate_size == 4 * preset.config.hidden_size);
    CHECK(preset.config.vocab_size == 30000);
    CHECK(&albert::preset(preset.name) == &preset);
  }
}

TEST_CASE("ALBERT shares everything and factorizes, BERT does neither") {
  const albert::Preset& albert_large = albert::preset("albert-large");
  CHECK(albert_large.config.num_hidden_layers == 24);
  CHECK(albert_large.config.embedding_size == 128);
  CHECK(albert::sharing_name(albert_large.config) == "all");
  const albert::Preset& bert_large = albert::preset("bert-large");
  CHECK(bert_large.config.embedding_size == 1024);
  CHECK_FALSE(bert_large.parts.has(albert::Component::embedding_projection));
  CHECK(albert::sharing_name(bert_large.config) == "none");
}

TEST_CASE("an unknown preset is a usage error that lists the known ones") {
  try {
    albert::preset("albert-huge");
    FAIL("no error");
  } catch (const albert::Error& error) {
    CHECK(error.code() == albert::ErrorCode::usage);
    CHECK(error.hint().find("albert-xxlarge") != std::string::npos);
  }
}

TEST_CASE("E and H are enough for a whole config") {
  const albert::AlbertConfig config = albert::paper_config(128, 4096);
  CHECK(config == albert::preset("albert-xxlarge").config);
  CHECK(albert::paper_config(16, 32).num_attention_heads == 1);
}
