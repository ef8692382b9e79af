#include "dump_examples.h"

#include <algorithm>
#include <span>
#include <string>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/train/data/vocabulary.h"
#include "common/json_writer.h"

namespace albert::apps {
namespace {

using train::PairObjective;

class Dump {
 public:
  Dump(PairObjective objective, const Tokenizer* tokenizer, std::string& out)
      : objective_(objective), tokenizer_(tokenizer), out_(out) {}

  /// A header line, then a line for each segment; original tokens are in braces after the masked
  /// ones.
  void write_text(std::size_t number, const train::ExampleBatch& example) {
    out_ += fmt::format("example {}: {} tokens, {} to predict{}\n", number, example.tokens(),
                        example.masked.size(), label_text(example));
    std::size_t hidden = 0;
    for (std::size_t i = 0; i < example.tokens(); ++i) {
      const bool starts = i > 0 && example.token_type_ids[i] != example.token_type_ids[i - 1];
      if (i > 0) out_ += starts ? '\n' : ' ';
      out_ += token(example.input_ids[i]);
      if (hidden < example.masked.size() && example.masked[hidden] == i) {
        out_ += fmt::format("{{{}}}", token(example.labels[hidden++]));
      }
    }
    out_ += "\n\n";
  }

  void write_json(const train::ExampleBatch& example) {
    JsonWriter json(out_);
    json.begin_object();
    if (tokenizer_ != nullptr) {
      json.key("tokens").begin_array();
      for (const std::int32_t id : example.input_ids) json.value(tokenizer_->piece(id));
      json.end_array();
    }
    json.member("input_ids", std::span<const std::int32_t>(example.input_ids))
        .member("token_type_ids", std::span<const std::int32_t>(example.token_type_ids))
        .member("masked_positions", std::span<const std::uint32_t>(example.masked))
        .member("masked_ids", std::span<const std::int32_t>(example.labels))
        .key(objective_ == PairObjective::nsp ? "next_sentence_label" : "sentence_order_label");
    if (example.swapped.empty()) {
      json.raw("null");
    } else {
      json.value(static_cast<int>(example.swapped[0]));
    }
    json.end_object();
    out_ += '\n';
  }

 private:
  std::string token(std::int32_t id) const {
    return tokenizer_ == nullptr ? std::to_string(id) : std::string(tokenizer_->piece(id));
  }

  std::string_view label_text(const train::ExampleBatch& example) const {
    if (example.swapped.empty()) return "";
    const bool so = example.swapped[0] == 0;
    if (objective_ == PairObjective::nsp) return so ? ", follows" : ", from another document";
    return so ? ", in order" : ", swapped";
  }

  PairObjective objective_;
  const Tokenizer* tokenizer_;
  std::string& out_;
};

}  // namespace

void dump_examples(const train::ExampleFile& file, const Tokenizer* tokenizer, std::size_t count,
                   bool json, Output& output) {
  if (tokenizer != nullptr &&
      train::Vocabulary(*tokenizer).digest != file.info().vocabulary_digest) {
    throw Error(ErrorCode::model, "was made with another tokenizer", file.path().string(),
                "give that tokenizer, or none to print ids");
  }
  Dump dump(file.info().objective, tokenizer, output.buffer());
  train::ExampleBatch example;
  const std::size_t end = count == 0 ? file.size() : std::min(count, file.size());
  for (std::size_t i = 0; i < end; ++i) {
    example.clear();
    file.append(i, example);
    if (json) {
      dump.write_json(example);
    } else {
      dump.write_text(i, example);
    }
    output.flush_if_full();
  }
}

}  // namespace albert::apps
