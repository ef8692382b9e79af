#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "albert/base/error.h"
#include "albert/base/named_values.h"
#include "albert/train/evaluation/prediction_file.h"
#include "memory_file.h"

using namespace albert;
using namespace albert::train;

// The first byte chooses a task, the rest is the file of answers to two examples. They are scored,
// or refused.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<LabelledText> examples(2, {.text = "who?",
                                                      .pair = "We saw Zürich.",
                                                      .parts = {"Zürich", "New", "York"},
                                                      .labels = {"B-LOC", "B-LOC", "I-LOC"},
                                                      .number = 2,
                                                      .choice = 1,
                                                      .answers = {{"Zürich", 7}},
                                                      .line = 1});
  constexpr auto kTasks = named_values(Task());
  if (size == 0) return 0;
  const Task task = kTasks[data[0] % kTasks.size()].value;
  const fuzz::MemoryFile file({reinterpret_cast<const char*>(data) + 1, size - 1});
  try {
    const std::vector<Prediction> predictions =
        read_predictions(file.path(), task, examples, "data", {});
    if (predictions.size() != examples.size()) std::abort();
    const TaskScorer scorer =
        score(task, examples, predictions, labels_of(examples, predictions, task));
    for (const auto& [name, value] : scorer.scores().measures) {
      const bool is_share = task != Task::regress && name != "matthews";
      if (is_share && !(value >= 0 && value <= 1)) std::abort();
    }
  } catch (const Error&) {  // the only thing it may throw
  }
  return 0;
}
