#ifndef ALBERT_TRAIN_OPTIMIZER_RATE_FACTORS_H_
#define ALBERT_TRAIN_OPTIMIZER_RATE_FACTORS_H_

#include <vector>

#include "albert/config/albert_config.h"
#include "albert/config/tensor_catalogue.h"

namespace albert::train {

/// For each tensor the factor of its learning rate with layer-wise decay d (Clark et al. 2020), L
/// layers: 1 for pooler and heads, d^(L − l) for the weights of layer l (from 0), d^(L + 1) for
/// embeddings and their projection. Weights that layers share have the factor of the topmost.
std::vector<float> layer_rate_factors(const AlbertConfig& config, const TensorCatalogue& catalogue,
                                      double decay);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_OPTIMIZER_RATE_FACTORS_H_
