#ifndef ALBERT_APPS_COMMON_MODEL_OPTIONS_H_
#define ALBERT_APPS_COMMON_MODEL_OPTIONS_H_

#include <cstddef>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/App.hpp>

#include "albert/base/thread_pool.h"
#include "albert/model/albert_model.h"
#include "albert/tasks/encoded_text.h"
#include "albert/tokenizer/tokenizer.h"
#include "common/answer_records.h"
#include "common/run_options.h"

namespace albert::apps {

/// Adds --model, which load_model() reads, to a command.
void add_model_option(CLI::App& command, std::string& model);

/// The values of --dtype: the names for parse_compute_type().
std::vector<std::string> dtype_names();

/// Adds --tokenizer-class, for a folder with an unknown or wrong tokenizer_class.
void add_tokenizer_class_option(CLI::App& command, std::optional<TokenizerClass>& tokenizer_class);

/// The model, and the options of running it on texts.
struct ModelOptions {
  std::string model;                              ///< empty: $ALBERT_MODEL, else the built-in model
  std::optional<TokenizerClass> tokenizer_class;  ///< replaces that of the model
  std::size_t batch_tokens = 4096;
  LongText long_text = LongText::refuse;
  std::string dtype;  ///< number format of the encoder; see parse_compute_type

  /// Adds --tokenizer-class, --dtype and --batch-tokens.
  void add_computation_to(CLI::App& command);
  /// Those and --model.
  void add_model_to(CLI::App& command);
  /// Those and --truncate.
  void add_to(CLI::App& command);

  /// Text for several batches, so that texts can be sorted by length; the first window has one
  /// batch or less.
  WindowBytes window() const noexcept { return {batch_tokens, 32 * batch_tokens}; }
};

/// A model, its tokenizer, threads and scratch memory.
struct LoadedModel {
  ThreadPool threads;
  ModelSource source;
  AlbertModel model;
  std::unique_ptr<Tokenizer> tokenizer;
  Workspace workspace;

  /// Prepares only what a head needs. With several threads the tokenizer loads while the weights
  /// are packed. Throws Error; see ModelSource::require, locate_model, AlbertModel::load and
  /// Tokenizer::load.
  LoadedModel(const ModelOptions& options, const RunOptions& run, Head head);
  /// Prepares those of `parts` that the model has.
  LoadedModel(const ModelOptions& options, const RunOptions& run, const ModelParts& parts);

 private:
  LoadedModel(const ModelOptions& options, const RunOptions& run, std::optional<Head> head,
              const ModelParts& parts, std::future<std::unique_ptr<Tokenizer>> tokenizer);
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_MODEL_OPTIONS_H_
