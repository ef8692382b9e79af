#include "tokenizer/json/models.h"

#include <stdexcept>

#include "tokenizer/json/component.h"
#include "tokenizer/json/unigram_model.h"
#include "tokenizer/json/wordpiece_model.h"
#include "tokenizer/json_values.h"

namespace albert::json_pipeline {

std::unique_ptr<const Model> make_model(const nlohmann::json& description,
                                        const std::filesystem::path& file,
                                        std::vector<std::string>& pieces) {
  // Old files omit the type, which then follows from the fields.
  const std::string type = !description.is_object() || description.contains("type")
                               ? component_type(description, "model", file)
                           : description.contains("merges")    ? "BPE"
                           : description.contains("unk_token") ? "WordPiece"
                                                               : "Unigram";
  try {
    if (type == "Unigram") return std::make_unique<UnigramModel>(description, file, pieces);
    if (type == "WordPiece") return std::make_unique<WordpieceModel>(description, file, pieces);
  } catch (const std::length_error& error) {
    refuse_json(file, error.what());
  }
  refuse_component("model", type, file);
}

}  // namespace albert::json_pipeline
