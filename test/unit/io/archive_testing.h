#ifndef ALBERT_TEST_UNIT_IO_ARCHIVE_TESTING_H_
#define ALBERT_TEST_UNIT_IO_ARCHIVE_TESTING_H_

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "albert/io/tensor_archive.h"

namespace albert::test {

/// The whole of a file.
std::string slurp(const std::filesystem::path& file);

std::span<const std::byte> as_bytes(std::string_view text);

/// What the Error{model} thrown by `action` says; fails the test when it throws none.
std::string model_error(const std::function<void()>& action);

/// Every tensor of `expected` is in `actual` with the same dtype, shape and bytes.
void check_contains(const TensorArchive& actual, const TensorArchive& expected);

/// Both archives hold the same names, dtypes, shapes and bytes, in any order.
void check_same_tensors(const TensorArchive& actual, const TensorArchive& expected);

/// Hands `parse` damaged versions of `good`: cut off at many lengths, with single bits and bytes
/// changed, with random spans overwritten. `parse` must return or throw albert::Error; anything
/// else fails the test (and a wild read fails the sanitizer build). Same damage in every run.
/// Returns how many versions were refused.
int damage(std::string_view good, const std::function<void(std::string_view)>& parse);

}  // namespace albert::test

#endif  // ALBERT_TEST_UNIT_IO_ARCHIVE_TESTING_H_
