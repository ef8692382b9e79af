#include "common/record_command.h"

namespace albert::apps {

std::vector<TextInput> texts_of(std::span<const Record* const> records) {
  std::vector<TextInput> texts;
  texts.reserve(records.size());
  for (const Record* record : records) texts.push_back({record->text, record->pair});
  return texts;
}

}  // namespace albert::apps
