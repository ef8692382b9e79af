#include "albert/base/error.h"

#include <doctest/doctest.h>

TEST_CASE("an error has location, problem and hint") {
  const albert::Error error(albert::ErrorCode::model, "tensor is missing", "dir/model.safetensors",
                            "run albert inspect");
  CHECK(std::string(error.what()) ==
        "dir/model.safetensors: tensor is missing (run albert inspect)");
  CHECK(error.code() == albert::ErrorCode::model);
}
