#ifndef ALBERT_APPS_PARAMS_FORMAT_H_
#define ALBERT_APPS_PARAMS_FORMAT_H_

#include <cstdint>

#include <CLI/App.hpp>

#include "albert/config/albert_config.h"
#include "common/json_writer.h"

namespace albert::apps {

enum class ParamsFormat { table, tsv, json, markdown };

/// Adds --tsv, --json and --markdown, which exclude one another.
void add_params_format(CLI::App& command, ParamsFormat& format);

/// A size of a model and its name in tables.
struct ConfigColumn {
  const char* symbol;
  const char* meaning;
  std::int64_t AlbertConfig::*field;
};

inline constexpr ConfigColumn kConfigColumns[] = {
    {"E", "embedding size", &AlbertConfig::embedding_size},
    {"H", "hidden size", &AlbertConfig::hidden_size},
    {"L", "layers", &AlbertConfig::num_hidden_layers},
    {"A", "attention heads", &AlbertConfig::num_attention_heads},
    {"I", "FFN size", &AlbertConfig::intermediate_size},
    {"V", "vocabulary", &AlbertConfig::vocab_size},
    {"P", "positions", &AlbertConfig::max_position_embeddings},
    {"G", "groups of layers", &AlbertConfig::num_hidden_groups},
    {"inner", "blocks a layer", &AlbertConfig::inner_group_num},
};

/// Members "config" and "sharing" of an object that is being written.
void append_config(JsonWriter& json, const AlbertConfig& config);

}  // namespace albert::apps

#endif  // ALBERT_APPS_PARAMS_FORMAT_H_
