#ifndef ALBERT_APPS_COMMON_SOURCE_OPTIONS_H_
#define ALBERT_APPS_COMMON_SOURCE_OPTIONS_H_

#include <filesystem>
#include <string>

#include <CLI/App.hpp>

#include "albert/source/model_source.h"

namespace albert::apps {

/// A model in any layout and container, as `convert` and `inspect` take it.
struct SourceOptions {
  std::string name;
  ModelSource::Options files;

  /// Adds the positional and --config.
  void add_to(CLI::App& command);

  /// The path, TensorFlow checkpoint's prefix or snapshot in the Hub cache that `name` means.
  std::filesystem::path path() const;

  /// Opens a path, a TensorFlow checkpoint's prefix, or a model of the local Hub cache.
  ModelSource open() const;
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_SOURCE_OPTIONS_H_
