#include "albert/model/albert_model.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "albert/base/error.h"
#include "albert/io/open_weights.h"
#include "albert/kernels/isa.h"
#include "support/shared.h"

namespace {

using namespace albert;

std::filesystem::path model_folder() {
  return test::fixtures_dir() / "golden/models/tiny-groups2";
}

/// An archive in memory: the fixture's tensors, with some of them left out or changed.
class EditedArchive : public TensorArchive {
 public:
  EditedArchive() : base_(open_weights(model_folder())) {
    for (std::size_t i = 0; i < base_->entries().size(); ++i) {
      entries_.push_back(base_->entries()[i]);
      source_.push_back(i);
    }
  }
  void remove(std::string_view prefix) {
    for (std::size_t i = entries_.size(); i-- > 0;) {
      if (!entries_[i].name.starts_with(prefix)) continue;
      entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(i));
      source_.erase(source_.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
  void reshape(std::string_view name, Shape shape) { entries_[find(name)].shape = shape; }

  std::span<const TensorEntry> entries() const noexcept override { return entries_; }
  TensorView read(std::size_t index, std::vector<std::byte>& scratch) const override {
    return base_->read(source_[index], scratch);
  }
  std::string_view format() const noexcept override { return "edited"; }
  const std::filesystem::path& path() const noexcept override { return base_->path(); }

 private:
  std::unique_ptr<TensorArchive> base_;
  std::vector<TensorEntry> entries_;
  std::vector<std::size_t> source_;
};

std::string error_of(std::shared_ptr<const TensorArchive> archive) {
  try {
    AlbertModel(load_config(model_folder() / "config.json"), std::move(archive), {});
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::model);
    return error.what();
  }
  return {};
}

/// Sequences of different lengths, ids from a fixed recurrence.
struct Sample {
  std::vector<std::int32_t> ids;
  std::vector<std::int32_t> types;
  std::vector<std::size_t> starts = {0};

  explicit Sample(std::initializer_list<std::size_t> lengths) {
    std::uint32_t state = 1;
    for (const std::size_t length : lengths) {
      for (std::size_t t = 0; t < length; ++t) {
        state = state * 1664525u + 1013904223u;
        ids.push_back(static_cast<std::int32_t>(state >> 8) % 4000);
        types.push_back(t > length / 2 ? 1 : 0);
      }
      starts.push_back(ids.size());
    }
  }
  TokenBatch batch() const { return {ids, types, starts}; }
};

/// Every sequence on one thread by itself, and all of them at once on several.
void check_alone_and_together(const AlbertModel& model, const Sample& sample, int thread_count) {
  ThreadPool one(1);
  ThreadPool threads(thread_count);
  Workspace together_space;
  Workspace alone_space;
  const auto together = model.forward(sample.batch(), together_space, threads);
  for (std::size_t b = 0; b + 1 < sample.starts.size(); ++b) {
    const std::size_t first = sample.starts[b];
    const std::size_t length = sample.starts[b + 1] - first;
    const std::vector<std::size_t> starts = {0, length};
    const TokenBatch single = {std::span(sample.ids).subspan(first, length),
                               std::span(sample.types).subspan(first, length), starts};
    const auto alone = model.forward(single, alone_space, one);
    CHECK(std::memcmp(alone.data(), together.data() + first * 32, alone.size_bytes()) == 0);
  }
}

/// Some rows alone, and the same rows among all.
void check_rows(const AlbertModel& model, const Sample& sample,
                const std::vector<std::size_t>& rows, int thread_count) {
  ThreadPool threads(thread_count);
  Workspace all_space;
  Workspace some_space;
  const auto all = model.forward(sample.batch(), all_space, threads);
  const auto some = model.forward_rows(sample.batch(), rows, some_space, threads);
  REQUIRE(some.size() == rows.size() * 32);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    CHECK(std::memcmp(some.data() + r * 32, all.data() + rows[r] * 32, 32 * sizeof(float)) == 0);
  }
}

}  // namespace

TEST_CASE("a sequence's hidden states are the same to the bit in any batch, with any threads") {
  const Sample few({1, 40, 7, 120, 3, 3, 64});
  const Sample many({1, 40, 7, 120, 3, 3, 64, 300, 128, 5, 90, 30, 30, 61, 200, 9, 512});
  for (const std::string_view isa : available_isas()) {
    for (const auto& [type, name] : named_values(ComputeType{})) {
      const AlbertModel model =
          AlbertModel::load(model_folder(), {.isa = isa, .compute_type = type});
      check_alone_and_together(model, few, 4);
      check_alone_and_together(model, many, 2);
      check_alone_and_together(model, many, 5);
    }
  }
}

TEST_CASE("rows that are asked for alone are the same to the bit") {
  const Sample sample({40, 7, 120, 3, 64, 300, 128, 5, 90});
  std::vector<std::size_t> all(sample.ids.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const std::vector<std::size_t> firsts(sample.starts.begin(), sample.starts.end() - 1);
  for (const std::string_view isa : available_isas()) {
    for (const auto& [type, name] : named_values(ComputeType{})) {
      const AlbertModel model =
          AlbertModel::load(model_folder(), {.isa = isa, .compute_type = type});
      for (const int threads : {1, 3}) {
        check_rows(model, sample, firsts, threads);
        check_rows(model, sample, {50, 51, 170, all.size() - 1}, threads);
        check_rows(model, sample, all, threads);
        check_rows(model, sample, {}, threads);
      }
    }
  }
}

TEST_CASE("parts that a file lacks are absent, and half a part is an error") {
  auto archive = std::make_shared<EditedArchive>();
  archive->remove("sop_classifier.");
  const AlbertModel model(load_config(model_folder() / "config.json"), archive, {});
  CHECK_FALSE(model.parts().has(Component::sop_head));
  CHECK(model.parts().has(Component::mlm_head));
  CHECK(model.parts().has(Component::pooler));

  auto half = std::make_shared<EditedArchive>();
  half->remove("predictions.dense.bias");
  CHECK(error_of(half).find("predictions.dense.bias is missing") != std::string::npos);
}

TEST_CASE("a missing or misshapen tensor is named with its file") {
  auto missing = std::make_shared<EditedArchive>();
  missing->remove("albert.encoder.albert_layer_groups.1.albert_layers.0.ffn.weight");
  const std::string error = error_of(missing);
  CHECK(error.find("albert_layer_groups.1.albert_layers.0.ffn.weight is missing") !=
        std::string::npos);
  CHECK(error.find("model.safetensors") != std::string::npos);

  auto projection = std::make_shared<EditedArchive>();
  projection->remove("albert.encoder.embedding_hidden_mapping_in.weight");
  CHECK(error_of(projection).find("is missing") != std::string::npos);

  auto misshapen = std::make_shared<EditedArchive>();
  misshapen->reshape("albert.pooler.weight", {16, 64});
  const std::string shapes = error_of(misshapen);
  CHECK(shapes.find("[16, 64]") != std::string::npos);
  CHECK(shapes.find("[32, 32]") != std::string::npos);
}

TEST_CASE("check() names ids, types and positions that are out of range") {
  const AlbertModel model = AlbertModel::load(model_folder());
  Sample sample({5, 4});
  CHECK(model.check(sample.batch()).empty());
  sample.ids[3] = 4000;
  CHECK(model.check(sample.batch()).find("vocabulary of 4000") != std::string::npos);
  sample.ids[3] = -1;
  CHECK_FALSE(model.check(sample.batch()).empty());
  sample.ids[3] = 0;
  sample.types[0] = 2;
  CHECK_FALSE(model.check(sample.batch()).empty());
  CHECK(model.check(Sample({513}).batch()).find("512 positions") != std::string::npos);
  sample.types.pop_back();
  CHECK_FALSE(model.check(sample.batch()).empty());
}

TEST_CASE("only the parts asked for are prepared, and only those that the files have") {
  const AlbertModel whole = AlbertModel::load(model_folder());
  REQUIRE(whole.parts().has(Component::pooler));
  REQUIRE(whole.parts().has(Component::mlm_head));
  REQUIRE(whole.parts().has(Component::sop_head));
  const AlbertModel part = AlbertModel::load(
      model_folder(), {.parts = {Component::embedding_projection, Component::pooler}});
  CHECK(part.parts().has(Component::pooler));
  CHECK_FALSE(part.parts().has(Component::mlm_head));
  CHECK_FALSE(part.parts().has(Component::sop_head));

  Sample sample({7});
  Workspace first;
  Workspace second;
  ThreadPool threads(1);
  const auto expected = whole.forward(sample.batch(), first, threads);
  const auto found = part.forward(sample.batch(), second, threads);
  CHECK(std::ranges::equal(expected, found));
}
