#ifndef ALBERT_APPS_COMMON_EMBEDDING_OPTIONS_H_
#define ALBERT_APPS_COMMON_EMBEDDING_OPTIONS_H_

#include <cstddef>
#include <optional>

#include <CLI/App.hpp>

#include "albert/config/tensor_catalogue.h"
#include "albert/source/model_source.h"
#include "albert/source/sentence_modules.h"
#include "albert/tasks/embedder.h"
#include "common/model_options.h"

namespace albert::apps {

/// How texts become vectors.
struct EmbeddingOptions {
  std::optional<Pooling> pooling;  ///< replaces the modules of a sentence-transformers folder
  std::optional<int> layer;
  std::size_t max_length = 0;  ///< 0: that of the folder, or any

  /// Adds --pooling, --layer and --max-length.
  void add_to(CLI::App& command);

  /// What the model must have.
  ModelParts parts() const;

  /// The options of the task for this model. Throws Error{usage} for lengths that the model does
  /// not have, and as read_sentence_modules() does.
  EmbedderOptions for_model(const ModelSource& source, const ModelOptions& model) const;
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_EMBEDDING_OPTIONS_H_
