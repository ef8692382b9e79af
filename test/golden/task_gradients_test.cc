// Losses and the gradient of every parameter of fine-tuned heads against transformers, on every
// instruction set of this machine.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/io/safetensors.h"
#include "albert/kernels/isa.h"
#include "base/aligned_array.h"
#include "heads_golden.h"
#include "support/shared.h"
#include "train/model/task_network.h"
#include "train/model/weights_file.h"

namespace {

using namespace albert;
using namespace albert::test;
using nlohmann::json;
using train::Task;
using train::TaskBatch;

constexpr double kTolerance = 1e-4;  // relative, in L2 for gradients
constexpr double kSmallNorm = 1e-4;  // below which a gradient is compared absolutely
constexpr double kSmallTolerance = 1e-6;

double norm_of(std::span<const float> values) {
  double sum = 0;
  for (const float value : values) sum += double{value} * value;
  return std::sqrt(sum);
}

/// Appends one sequence without its padding.
void add_sequence(const json& ids, const json& types, const json& mask, TaskBatch& batch) {
  for (std::size_t t = 0; t < ids.size(); ++t) {
    if (mask[t] == 0) continue;
    batch.input_ids.push_back(ids[t]);
    batch.token_type_ids.push_back(types[t]);
  }
  batch.starts.push_back(batch.tokens());
  batch.keys.push_back(batch.keys.size());
}

TaskBatch read_batch(Task task, const json& example) {
  TaskBatch batch;
  const json& ids = example.at("input_ids");
  const json& types = example.at("token_type_ids");
  const json& mask = example.at("attention_mask");
  batch.choices.push_back(0);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::size_t begin = batch.tokens();
    if (task == Task::choose) {
      for (std::size_t k = 0; k < ids[i].size(); ++k) {
        add_sequence(ids[i][k], types[i][k], mask[i][k], batch);
      }
      batch.choices.push_back(batch.sequences());
      batch.labels.push_back(example.at("labels")[i]);
      continue;
    }
    add_sequence(ids[i], types[i], mask[i], batch);
    if (task == Task::answer) {
      batch.spans.push_back({example.at("start_positions")[i], example.at("end_positions")[i]});
      continue;
    }
    const json& label = example.at("labels")[i];
    if (task == Task::classify) batch.labels.push_back(label);
    if (task == Task::regress) batch.targets.push_back(label);
    if (task == Task::multi_label) {
      for (const json& one : label) batch.targets.push_back(one);
    }
    for (std::size_t t = 0; task == Task::tag && begin + t < batch.tokens(); ++t) {
      batch.labels.push_back(label[t]);
    }
  }
  return batch;
}

void check_gradients(const std::string& name, Task task) {
  if (!need_shared("gradients of " + name, "goldens/heads/gradients/" + name + ".safetensors")) {
    return;
  }
  const auto heads = shared_dir() / "goldens/heads";
  CAPTURE(name);
  const ModelSource source = ModelSource::open(heads / "models" / name);
  const json example = read_golden(heads / "outputs" / (name + ".json")).at("training_example");
  const auto expected = open_safetensors(heads / "gradients" / (name + ".safetensors"));
  const TaskBatch batch = read_batch(task, example);
  AlbertConfig config = source.config();
  config.classifier_dropout_prob = 0;
  ThreadPool threads(2);
  std::vector<std::byte> scratch;
  for (const std::string_view isa : available_isas()) {
    CAPTURE(isa);
    train::TaskNetwork network(config, task, ComputeType::f32, isa);
    const train::ParameterLayout& layout = network.layout();
    AlignedArray<float> parameters(layout.size());
    AlignedArray<float> gradients(layout.size());
    std::fill_n(gradients.data(), gradients.size(), 0.0f);
    train::read_parameters(layout, *source.tensors(), "", parameters.span());
    network.pack(parameters.span(), threads);
    const train::TaskLoss loss = network.forward(batch, threads);
    CHECK(loss.mean() == doctest::Approx(example.at("loss_float64").get<double>()).epsilon(1e-5));
    const float scale = 1 / static_cast<float>(loss.terms);
    CHECK(network.backward(batch, scale, gradients.span(), threads).sum ==
          doctest::Approx(loss.sum).epsilon(1e-6));
    CHECK(expected->entries().size() == layout.tensors());
    for (std::size_t t = 0; t < layout.tensors(); ++t) {
      const std::string& tensor = layout.catalogue().tensors()[t].name;
      CAPTURE(tensor);
      const std::size_t index = expected->find(tensor);
      REQUIRE(index != TensorArchive::npos);
      std::vector<float> theirs(layout.count(t));
      copy_to_f32(expected->read(index, scratch), theirs);
      std::vector<float> difference(theirs);
      const std::span<const float> ours = layout.tensor(gradients.span(), t);
      for (std::size_t i = 0; i < difference.size(); ++i) difference[i] -= ours[i];
      const double norm = norm_of(theirs);
      CHECK(norm_of(difference) <= (norm < kSmallNorm ? kSmallTolerance : kTolerance * norm));
    }
  }
}

TEST_CASE("gradients of every task") {
  check_gradients("seq-single", Task::classify);
  check_gradients("seq-multi", Task::multi_label);
  check_gradients("seq-regression", Task::regress);
  check_gradients("token-bio", Task::tag);
  check_gradients("choice", Task::choose);
}

/// Half of the cross entropies of the start and end logits that the golden cases give for the
/// tokens `ids`.
double span_loss(const json& cases, std::span<const std::int32_t> ids, std::size_t start,
                 std::size_t end) {
  const auto cross_entropy = [](const std::vector<double>& logits, std::size_t label) {
    double sum = 0;
    for (const double logit : logits) sum += std::exp(logit);
    return std::log(sum) - logits[label];
  };
  for (const json& golden : cases) {
    for (const json& window : golden.at("windows")) {
      if (!std::ranges::equal(window.at("input_ids").get<std::vector<std::int32_t>>(), ids)) {
        continue;
      }
      return (cross_entropy(window.at("start_logits"), start) +
              cross_entropy(window.at("end_logits"), end)) /
             2;
    }
  }
  FAIL("no case has these tokens");
  return 0;
}

// transformers' own loss is over padded sequences, with a softmax that includes the padding; ours
// is over the tokens of each sequence.
TEST_CASE("the loss of question answering is that of transformers' logits without padding") {
  if (!need_shared("the loss of question answering", "goldens/heads/outputs/qa.json")) return;
  const auto heads = shared_dir() / "goldens/heads";
  const ModelSource source = ModelSource::open(heads / "models/qa");
  const json golden = read_golden(heads / "outputs/qa.json");
  const TaskBatch batch = read_batch(Task::answer, golden.at("training_example"));
  double expected = 0;
  std::size_t learned = 0;
  for (std::size_t b = 0; b < batch.sequences(); ++b) {
    const std::size_t first = batch.starts[b];
    const std::size_t length = batch.starts[b + 1] - first;
    if (batch.spans[b].last >= length) continue;
    expected += span_loss(golden.at("cases"), std::span(batch.input_ids).subspan(first, length),
                          batch.spans[b].first, batch.spans[b].last);
    ++learned;
  }
  ThreadPool threads(2);
  for (const std::string_view isa : available_isas()) {
    CAPTURE(isa);
    train::TaskNetwork network(source.config(), Task::answer, ComputeType::f32, isa);
    AlignedArray<float> parameters(network.layout().size());
    train::read_parameters(network.layout(), *source.tensors(), "", parameters.span());
    network.pack(parameters.span(), threads);
    const train::TaskLoss loss = network.forward(batch, threads);
    CHECK(loss.terms == learned);
    CHECK(loss.sum == doctest::Approx(expected).epsilon(1e-5));
  }
}

}  // namespace
