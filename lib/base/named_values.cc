#include "albert/base/named_values.h"

#include <stdexcept>

namespace albert {

void throw_unnamed_value() {
  throw std::logic_error("an enum value has no name");
}

}  // namespace albert
