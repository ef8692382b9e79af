#ifndef ALBERT_BASE_ERROR_H_
#define ALBERT_BASE_ERROR_H_

#include <stdexcept>
#include <string>
#include <string_view>

namespace albert {

/// Category of an error; the command line maps each to its exit code.
enum class ErrorCode {
  usage,  ///< the caller asked for something impossible (exit code 2)
  model,  ///< a model, tokenizer or checkpoint file is missing, damaged or does not fit (3)
  io,     ///< the operating system refused a read or a write (4)
};

/// The exception of the library. It is thrown by loading, configuring and constructing; bad records
/// are values, and kernels do not throw.
///
/// `what()` is "WHERE: PROBLEM (HINT)"; WHERE is a file, "file:line" or a tensor name.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, std::string_view problem, std::string_view where = {},
        std::string_view hint = {});

  ErrorCode code() const noexcept { return code_; }
  const std::string& problem() const noexcept { return problem_; }
  const std::string& where() const noexcept { return where_; }
  const std::string& hint() const noexcept { return hint_; }

 private:
  ErrorCode code_;
  std::string problem_;
  std::string where_;
  std::string hint_;
};

}  // namespace albert

#endif  // ALBERT_BASE_ERROR_H_
