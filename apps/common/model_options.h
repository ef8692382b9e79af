#ifndef ALBERT_APPS_COMMON_MODEL_OPTIONS_H_
#define ALBERT_APPS_COMMON_MODEL_OPTIONS_H_

#include <cstddef>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <CLI/App.hpp>

#include "albert/base/function_ref.h"
#include "albert/base/thread_pool.h"
#include "albert/model/albert_model.h"
#include "albert/tasks/encoded_text.h"
#include "albert/tokenizer/tokenizer.h"
#include "common/answer_records.h"
#include "common/record.h"
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

  /// Adds --model, --tokenizer-class, --dtype and --batch-tokens.
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
  AlbertModel model;
  std::unique_ptr<Tokenizer> tokenizer;
  Workspace workspace;

  /// Loads only the optional components that the command needs. With several threads the tokenizer
  /// loads while the weights are packed. Throws Error; see locate_model, AlbertModel::load and
  /// Tokenizer::load.
  LoadedModel(const ModelOptions& options, const RunOptions& run, const ModelParts& parts);

 private:
  LoadedModel(const ModelOptions& options, const RunOptions& run, const ModelParts& parts,
              std::future<std::unique_ptr<Tokenizer>> tokenizer);
};

/// Runs `task` on the texts of the window's good records. Returns one answer per record (empty for
/// bad records and marks), and moves the answers' errors to the records.
template <typename Answer>
std::vector<Answer> answer_window(
    std::span<Record> window, FunctionRef<std::vector<Answer>(std::span<const TextInput>)> task) {
  std::vector<TextInput> texts;
  std::vector<std::size_t> records;  // of each text
  for (std::size_t i = 0; i < window.size(); ++i) {
    if (!window[i].good() || window[i].mark) continue;
    texts.push_back({window[i].text, window[i].pair});
    records.push_back(i);
  }
  std::vector<Answer> answers(window.size());
  std::vector<Answer> found = task(texts);
  for (std::size_t i = 0; i < found.size(); ++i) {
    window[records[i]].error = std::move(found[i].error);
    answers[records[i]] = std::move(found[i]);
  }
  return answers;
}

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_MODEL_OPTIONS_H_
