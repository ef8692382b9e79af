#ifndef ALBERT_TRAIN_OPTIMIZER_RULES_H_
#define ALBERT_TRAIN_OPTIMIZER_RULES_H_

#include "albert/train/optimizer/update_rule.h"

namespace albert::train {

// Every optimizer: a constant here, a file that defines it, and a row in update_rule.cc.
extern const UpdateRule kLamb;
extern const UpdateRule kAdamW;

}  // namespace albert::train

#endif  // ALBERT_TRAIN_OPTIMIZER_RULES_H_
