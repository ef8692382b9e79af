#include "albert/base/error.h"

namespace albert {
namespace {

std::string compose(std::string_view problem, std::string_view where, std::string_view hint) {
  std::string text;
  if (!where.empty()) text.append(where).append(": ");
  text.append(problem);
  if (!hint.empty()) text.append(" (").append(hint).append(")");
  return text;
}

}  // namespace

Error::Error(ErrorCode code, std::string_view problem, std::string_view where,
             std::string_view hint)
    : std::runtime_error(compose(problem, where, hint)),
      code_(code),
      problem_(problem),
      where_(where),
      hint_(hint) {}

}  // namespace albert
