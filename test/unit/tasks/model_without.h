#ifndef ALBERT_TEST_UNIT_TASKS_MODEL_WITHOUT_H_
#define ALBERT_TEST_UNIT_TASKS_MODEL_WITHOUT_H_

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "albert/io/safetensors.h"
#include "albert/model/albert_model.h"

namespace albert::test {

/// An archive that hides the tensors of one prefix.
class PartialArchive : public TensorArchive {
 public:
  PartialArchive(std::unique_ptr<TensorArchive> whole, std::string_view hidden)
      : whole_(std::move(whole)) {
    for (std::size_t i = 0; i < whole_->entries().size(); ++i) {
      if (whole_->entries()[i].name.starts_with(hidden)) continue;
      entries_.push_back(whole_->entries()[i]);
      indices_.push_back(i);
    }
  }

  std::span<const TensorEntry> entries() const noexcept override { return entries_; }
  TensorView read(std::size_t index, std::vector<std::byte>& scratch) const override {
    return whole_->read(indices_[index], scratch);
  }
  std::string_view format() const noexcept override { return whole_->format(); }
  const std::filesystem::path& path() const noexcept override { return whole_->path(); }

 private:
  std::unique_ptr<TensorArchive> whole_;
  std::vector<TensorEntry> entries_;
  std::vector<std::size_t> indices_;
};

inline AlbertModel model_without(const std::filesystem::path& folder, std::string_view hidden) {
  return {load_config(folder / "config.json"),
          std::make_shared<PartialArchive>(open_safetensors(folder / "model.safetensors"), hidden),
          {}};
}

}  // namespace albert::test

#endif  // ALBERT_TEST_UNIT_TASKS_MODEL_WITHOUT_H_
