#ifndef ALBERT_APPS_COMMON_SOURCE_OPTIONS_H_
#define ALBERT_APPS_COMMON_SOURCE_OPTIONS_H_

#include <filesystem>
#include <string>

#include <CLI/App.hpp>

#include "albert/source/model_source.h"

namespace albert::apps {

/// A model in any layout and container, the source of `convert` and `inspect`.
struct SourceOptions {
  std::string name;
  ModelSource::Options files;

  /// Adds the positional and --config.
  void add_to(CLI::App& command);

  /// The path, TensorFlow checkpoint's prefix or snapshot in the Hub cache for `name`.
  std::filesystem::path path() const;

  /// Opens path(). Adds the hint to give --config if a config is missing.
  ModelSource open() const;
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_SOURCE_OPTIONS_H_
