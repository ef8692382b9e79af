#ifndef ALBERT_TRAIN_MODEL_LAYER_GRADIENTS_H_
#define ALBERT_TRAIN_MODEL_LAYER_GRADIENTS_H_

#include "model/activations.h"

namespace albert::train {

/// Gradients of activations inside a layer, which every layer overwrites in its backward pass.
struct LayerGradients {
  model::ScratchMatrix hidden;           ///< [T, H] of the layer's input
  model::ScratchMatrix middle;           ///< [T, H] of the FFN block's input
  model::ScratchMatrix sum;              ///< [T, H] before a LayerNorm
  model::ScratchMatrix output;           ///< [T, H] behind dropout, with dropout only
  model::ScratchMatrix inner;            ///< [T, I]
  model::ScratchMatrix query_key_value;  ///< [T, 3H]
};

}  // namespace albert::train

#endif  // ALBERT_TRAIN_MODEL_LAYER_GRADIENTS_H_
