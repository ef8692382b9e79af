#ifndef ALBERT_SOURCE_SENTENCE_MODULES_H_
#define ALBERT_SOURCE_SENTENCE_MODULES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "albert/base/named_values.h"
#include "albert/config/albert_config.h"
#include "albert/io/sentence_transformers.h"

namespace albert {

/// How the vectors of a text's tokens, [CLS] and [SEP] included, become one vector.
enum class Pooling : std::uint8_t {
  mean,
  cls,            ///< that of the first token
  max,            ///< of each dimension
  mean_sqrt_len,  ///< the sum divided by the square root of the number of tokens
  weighted_mean,  ///< the token at position i has the weight i + 1
  last_token,
  pooler,  ///< the model's pooler, tanh(W·h + b) of the first token
};
/// The second spelling is that of sentence-transformers.
constexpr auto named_values(Pooling) {
  return std::to_array<NamedValue<Pooling>>({{Pooling::mean, "mean"},
                                             {Pooling::cls, "cls"},
                                             {Pooling::max, "max"},
                                             {Pooling::mean_sqrt_len, "mean_sqrt_len"},
                                             {Pooling::mean_sqrt_len, "mean_sqrt_len_tokens"},
                                             {Pooling::weighted_mean, "weighted_mean"},
                                             {Pooling::weighted_mean, "weightedmean"},
                                             {Pooling::last_token, "last_token"},
                                             {Pooling::last_token, "lasttoken"},
                                             {Pooling::pooler, "pooler"}});
}

enum class DenseActivation : std::uint8_t { identity, tanh, relu, gelu, sigmoid };

/// f(W·x + b) of a vector.
struct DenseModule {
  std::size_t inputs = 0;
  std::size_t outputs = 0;
  std::vector<float> weight;  ///< [outputs, inputs]
  std::vector<float> bias;    ///< [outputs]
  DenseActivation activation = DenseActivation::tanh;
};

/// x / max(|x|, 1e-12)
struct NormalizeModule {};

/// What sentence-transformers does before and after the model.
struct SentenceModules {
  std::size_t max_length = 0;  ///< tokens of a text, [CLS] and [SEP] included; 0: any
  std::string prompt = {};     ///< comes before each text
  std::vector<Pooling> pooling = {Pooling::mean};  ///< their vectors, end to end
  std::vector<std::variant<DenseModule, NormalizeModule>> steps = {};  ///< of the pooled vector
};

/// Reads the modules of a folder, as sentence-transformers 2 to 6 write them. Throws Error{model}
/// when a file is missing or damaged, when sizes do not fit the model or each other, and for a
/// module or a setting that is unknown.
SentenceModules read_sentence_modules(const SentenceTransformer& folder,
                                      const AlbertConfig& config);

}  // namespace albert

#endif  // ALBERT_SOURCE_SENTENCE_MODULES_H_
