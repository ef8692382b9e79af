#include "common/embedding_options.h"

#include <fmt/format.h>

#include "albert/base/error.h"
#include "common/arguments.h"

namespace albert::apps {

void EmbeddingOptions::add_to(CLI::App& command) {
  add_choice(command, "--pooling", pooling,
             "How the vectors of tokens become one, instead of the modules of a "
             "sentence-transformers folder (default without them: mean)");
  command
      .add_option("--layer", layer,
                  "Use the hidden states after layer N; 0: after the projection, -1: the last "
                  "(default: the last)")
      ->type_name("N");
  add_number(command, "--max-length", max_length, 3, 1 << 20,
             "Cut texts to N tokens, [CLS] and [SEP] included (default: the max_seq_length of "
             "a sentence-transformers folder, otherwise see --truncate)");
}

ModelParts EmbeddingOptions::parts() const {
  ModelParts parts = kEncoderParts;
  parts.set(Component::pooler, pooling == Pooling::pooler);
  return parts;
}

EmbedderOptions EmbeddingOptions::for_model(const ModelSource& source,
                                            const ModelOptions& model) const {
  EmbedderOptions options = {.modules = {},
                             .layer = layer,
                             .batch_tokens = model.batch_tokens,
                             .long_text = model.long_text};
  if (source.sentence_transformer()) {
    options.modules = read_sentence_modules(*source.sentence_transformer(), source.config());
  }
  if (pooling) {
    options.modules.pooling = {*pooling};
    options.modules.steps.clear();
  }
  if (max_length > static_cast<std::size_t>(source.config().max_position_embeddings)) {
    throw Error(ErrorCode::usage,
                fmt::format("{} tokens are more than the model's {} positions", max_length,
                            source.config().max_position_embeddings),
                "--max-length");
  }
  if (max_length > 0) options.modules.max_length = max_length;
  return options;
}

}  // namespace albert::apps
