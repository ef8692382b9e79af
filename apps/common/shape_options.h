#ifndef ALBERT_APPS_COMMON_SHAPE_OPTIONS_H_
#define ALBERT_APPS_COMMON_SHAPE_OPTIONS_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <CLI/App.hpp>

#include "albert/config/albert_config.h"
#include "albert/config/tensor_catalogue.h"

namespace albert::apps {

/// One model shape from the command line.
struct ModelShape {
  std::string name;  ///< name of its preset or model folder; or empty
  AlbertConfig config;
  ModelParts parts = kPretrainingParts;
};

/// The shape options --preset, --E, --H, …, --sharing and an existing model. Every option takes a
/// comma list, and the shapes are the Cartesian product.
class ShapeOptions {
 public:
  /// `group` is the heading in the help. The object must outlive the parsing.
  void add_to(CLI::App& command, const std::string& group);

  /// Adds an option `name` for a model folder that provides the shape.
  void add_model_to(CLI::App& command, const std::string& name, const std::string& description,
                    const std::string& group);

  /// The value of that option.
  const std::string& model() const noexcept { return model_; }

  /// True when no option was given.
  bool empty() const;

  /// True when --H, --preset or the model was given: the other sizes have defaults.
  bool gives_shape() const;

  /// True when --V was given.
  bool gives_vocabulary() const;

  /// The shapes in the order of the options (presets outermost). Other options override presets and
  /// the model; without these the paper's rules complete E and H. If H is given, A and I follow
  /// from it unless given too. Throws Error{usage} for invalid shapes and for sweeps beyond 10,000,
  /// Error{model} or {io} when the config of the model cannot be used.
  std::vector<ModelShape> resolve() const;

  /// The config of the single ALBERT that the options describe. Throws Error{usage} for several
  /// shapes and for a BERT.
  AlbertConfig resolve_one() const;

 private:
  enum Size { kE, kH, kL, kA, kI, kV, kP, kGroups, kInner, kSizeCount };

  const std::vector<std::int64_t>& given(Size size) const { return sizes_[size]; }
  std::vector<ModelShape> bases() const;
  void complete(ModelShape& shape) const;

  std::vector<std::string> presets_;
  std::string model_;
  std::string model_option_;  // its name, or empty
  std::array<std::vector<std::int64_t>, kSizeCount> sizes_;
  std::vector<std::string> sharing_;
};

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_SHAPE_OPTIONS_H_
