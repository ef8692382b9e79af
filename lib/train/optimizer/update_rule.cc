#include "albert/train/optimizer/update_rule.h"

#include <array>
#include <string>

#include "albert/base/error.h"
#include "train/optimizer/rules.h"

namespace albert::train {
namespace {

constexpr std::array kRules = {&kLamb, &kAdamW};

}  // namespace

std::span<const UpdateRule* const> update_rules() noexcept {
  return kRules;
}

const UpdateRule& update_rule(std::string_view name) {
  std::string known;
  for (const UpdateRule* rule : kRules) {
    if (rule->name == name) return *rule;
    known.append(known.empty() ? "" : ", ").append(rule->name);
  }
  throw Error(ErrorCode::usage, "unknown optimizer '" + std::string(name) + "'", {},
              "there are " + known);
}

}  // namespace albert::train
