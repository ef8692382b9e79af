#include "common/record_command.h"

#include <algorithm>

namespace albert::apps {

std::vector<TextInput> texts_of(std::span<const Record* const> records) {
  std::vector<TextInput> texts;
  texts.reserve(records.size());
  for (const Record* record : records) texts.push_back({record->text, record->pair});
  return texts;
}

JsonWriter& begin_answer(JsonWriter& json, const Record& record,
                         std::initializer_list<std::string_view> answer_keys) {
  json.begin_object();
  if (!record.id.empty()) json.key("id").raw(record.id);
  for (const RecordField& field : record.fields) {
    const bool taken = std::ranges::find(answer_keys, field.key) != answer_keys.end();
    if (!taken) json.key(field.key).raw(field.json);
  }
  return json;
}

}  // namespace albert::apps
