#include "albert/config/albert_config.h"

#include <cmath>
#include <limits>
#include <utility>

#include <fmt/core.h>

#include "albert/base/error.h"

namespace albert {
namespace {

[[noreturn]] void refuse(std::string_view where, const std::string& problem,
                         std::string_view hint = {}) {
  throw Error(ErrorCode::model, problem, where, hint);
}

void check_sizes(const AlbertConfig& c, std::string_view where) {
  constexpr std::int64_t kMaxSize = std::numeric_limits<std::int32_t>::max();
  const std::pair<const char*, std::int64_t> sizes[] = {
      {"vocab_size", c.vocab_size},
      {"embedding_size", c.embedding_size},
      {"hidden_size", c.hidden_size},
      {"num_hidden_layers", c.num_hidden_layers},
      {"num_hidden_groups", c.num_hidden_groups},
      {"num_attention_heads", c.num_attention_heads},
      {"intermediate_size", c.intermediate_size},
      {"inner_group_num", c.inner_group_num},
      {"max_position_embeddings", c.max_position_embeddings},
      {"type_vocab_size", c.type_vocab_size},
  };
  for (const auto& [name, value] : sizes) {
    if (value < 1) refuse(where, fmt::format("{} must be at least 1, not {}", name, value));
    if (value > kMaxSize) {
      refuse(where, fmt::format("{} is {}, beyond the limit of {}", name, value, kMaxSize));
    }
  }
}

// Each factor fits 31 bits, so the products fit 62.
void check_products(const AlbertConfig& c, std::string_view where) {
  const std::pair<const char*, std::int64_t> tensors[] = {
      {"vocab_size x embedding_size", c.vocab_size * c.embedding_size},
      {"max_position_embeddings x embedding_size", c.max_position_embeddings * c.embedding_size},
      {"type_vocab_size x embedding_size", c.type_vocab_size * c.embedding_size},
      {"embedding_size x hidden_size", c.embedding_size * c.hidden_size},
      {"hidden_size x hidden_size", c.hidden_size * c.hidden_size},
      {"hidden_size x intermediate_size", c.hidden_size * c.intermediate_size},
  };
  for (const auto& [name, value] : tensors) {
    if (value > kMaxTensorElements) {
      refuse(where, fmt::format("{} is {} elements, beyond the limit of {}", name, value,
                                kMaxTensorElements));
    }
  }
  const std::int64_t blocks = c.num_hidden_layers * c.inner_group_num;
  if (blocks > kMaxBlocks) {
    refuse(where, fmt::format("num_hidden_layers x inner_group_num is {}, beyond the limit of {}",
                              blocks, kMaxBlocks));
  }
}

void check_layers(const AlbertConfig& c, std::string_view where) {
  if (c.hidden_size % c.num_attention_heads != 0) {
    refuse(where, fmt::format("hidden_size {} is not a multiple of num_attention_heads {}",
                              c.hidden_size, c.num_attention_heads));
  }
  if (c.num_hidden_groups > c.num_hidden_layers) {
    refuse(where, fmt::format("num_hidden_groups {} is more than num_hidden_layers {}",
                              c.num_hidden_groups, c.num_hidden_layers));
  }
  const double layers_per_group =
      static_cast<double>(c.num_hidden_layers) / static_cast<double>(c.num_hidden_groups);
  for (std::int64_t layer = 0; layer < c.num_hidden_layers; ++layer) {
    const std::int64_t exact = layer * c.num_hidden_groups / c.num_hidden_layers;
    const auto rounded = static_cast<std::int64_t>(static_cast<double>(layer) / layers_per_group);
    if (rounded != exact) {
      refuse(where,
             fmt::format("num_hidden_groups {} of {} layers puts layer {} in group {}, but Hugging "
                         "Face's rounding puts it in group {}",
                         c.num_hidden_groups, c.num_hidden_layers, layer, exact, rounded),
             "choose a number of groups that divides num_hidden_layers");
    }
  }
}

void check_reals(const AlbertConfig& c, std::string_view where) {
  if (!(c.layer_norm_eps > 0 && c.layer_norm_eps <= 1)) {
    refuse(where,
           fmt::format("layer_norm_eps must be above 0 and at most 1, not {}", c.layer_norm_eps));
  }
  if (!(c.initializer_range >= 0 && std::isfinite(c.initializer_range))) {
    refuse(where, fmt::format("initializer_range must be at least 0, not {}", c.initializer_range));
  }
  const std::pair<const char*, double> dropouts[] = {
      {"hidden_dropout_prob", c.hidden_dropout_prob},
      {"attention_probs_dropout_prob", c.attention_probs_dropout_prob},
      {"classifier_dropout_prob", c.classifier_dropout_prob},
  };
  for (const auto& [name, value] : dropouts) {
    if (!(value >= 0 && value <= 1)) {
      refuse(where, fmt::format("{} must be between 0 and 1, not {}", name, value));
    }
  }
}

void check_tokens(const AlbertConfig& c, std::string_view where) {
  if (c.pad_token_id < 0 || c.pad_token_id >= c.vocab_size) {
    refuse(where, fmt::format("pad_token_id {} is outside the vocabulary of {}", c.pad_token_id,
                              c.vocab_size));
  }
}

}  // namespace

void validate(const AlbertConfig& config, std::string_view where) {
  check_sizes(config, where);
  check_products(config, where);
  check_layers(config, where);
  check_reals(config, where);
  check_tokens(config, where);
}

}  // namespace albert
