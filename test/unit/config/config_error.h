#ifndef ALBERT_TEST_UNIT_CONFIG_CONFIG_ERROR_H_
#define ALBERT_TEST_UNIT_CONFIG_CONFIG_ERROR_H_

#include <string>

#include <doctest/doctest.h>

#include "albert/base/error.h"

namespace albert::test {

/// The problem of the Error{model} that `call` must throw.
template <typename Call>
std::string model_problem(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::model);
    return error.problem();
  }
  FAIL("no error");
  return {};
}

}  // namespace albert::test

#endif  // ALBERT_TEST_UNIT_CONFIG_CONFIG_ERROR_H_
