#include "params_format.h"

#include "albert/config/sharing_strategy.h"

namespace albert::apps {

void add_params_format(CLI::App& command, ParamsFormat& format) {
  const char* group = "Output";
  const auto add = [&](const char* name, const char* description, ParamsFormat chosen) {
    return command
        .add_flag_callback(
            name, [&format, chosen] { format = chosen; }, description)
        ->group(group);
  };
  CLI::Option* tsv =
      add("--tsv", "Print tab-separated columns with every number", ParamsFormat::tsv);
  CLI::Option* json = add("--json", "Print one JSON object per line", ParamsFormat::json);
  CLI::Option* markdown = add("--markdown", "Print a Markdown table", ParamsFormat::markdown);
  tsv->excludes(json)->excludes(markdown);
  json->excludes(markdown);
}

void append_config(JsonWriter& json, const AlbertConfig& config) {
  json.key("config").begin_object();
  json.member("vocab_size", config.vocab_size);
  json.member("embedding_size", config.embedding_size);
  json.member("hidden_size", config.hidden_size);
  json.member("num_hidden_layers", config.num_hidden_layers);
  json.member("num_hidden_groups", config.num_hidden_groups);
  json.member("num_attention_heads", config.num_attention_heads);
  json.member("intermediate_size", config.intermediate_size);
  json.member("inner_group_num", config.inner_group_num);
  json.member("max_position_embeddings", config.max_position_embeddings);
  json.member("type_vocab_size", config.type_vocab_size);
  json.member("parameter_sharing", to_string(config.parameter_sharing));
  json.end_object();
  json.member("sharing", sharing_name(config));
}

}  // namespace albert::apps
