#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "albert/base/error.h"
#include "albert/io/safetensors.h"
#include "albert/io/tensor_writer.h"
#include "io/safetensors/header.h"
#include "io/tensor_file_writer.h"

namespace albert {
namespace {

// Invalid UTF-8 (possible only in metadata) becomes replacement characters.
std::string to_json(const nlohmann::ordered_json& value) {
  return value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

class SafetensorsWriter final : public TensorWriter {
 public:
  SafetensorsWriter(const std::filesystem::path& file, std::vector<TensorEntry> entries,
                    const ArchiveMetadata& metadata)
      : tensors_(file, std::move(entries)) {
    const auto& all = tensors_.entries();
    std::vector<std::size_t> order(all.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      const std::size_t size_a = size_of(all[a].dtype);
      const std::size_t size_b = size_of(all[b].dtype);
      return size_a != size_b ? size_a > size_b : all[a].name < all[b].name;
    });

    std::string header = "{";
    if (!metadata.empty()) {
      header += "\"" + std::string(io::kSafetensorsMetadata) + "\":" + to_json(metadata) + ",";
    }
    std::uint64_t end = 0;
    for (const std::size_t i : order) {
      if (all[i].name == io::kSafetensorsMetadata) {
        throw Error(ErrorCode::usage, "a tensor cannot have the name __metadata__", file.string());
      }
      const std::uint64_t begin = end;
      end += tensors_.byte_count(i);
      tensors_.set_offset(i, begin);
      nlohmann::ordered_json fields;
      fields["dtype"] = io::safetensors_name(all[i].dtype);
      fields["shape"] = all[i].shape;
      fields["data_offsets"] = {begin, end};
      header += to_json(all[i].name) + ":" + to_json(fields) + ",";
    }
    if (header.back() == ',') header.pop_back();
    header += "}";
    header.resize((header.size() + 7) / 8 * 8, ' ');
    if (header.size() > io::kLargestSafetensorsHeader) {
      throw Error(ErrorCode::usage, "has too many tensors for one header", file.string());
    }

    const std::uint64_t length = header.size();
    tensors_.write_at(0, std::as_bytes(std::span(&length, 1)));
    tensors_.write_at(sizeof length, std::as_bytes(std::span(header)));
    for (std::size_t i = 0; i < all.size(); ++i) {
      tensors_.set_offset(i, sizeof length + length + tensors_.offset(i));
    }
  }

  void write_at(std::size_t index, std::uint64_t offset,
                std::span<const std::byte> bytes) override {
    tensors_.write(index, offset, bytes);
  }
  void finish() override { tensors_.commit(); }

 private:
  io::TensorFileWriter tensors_;
};

}  // namespace

std::unique_ptr<TensorWriter> create_safetensors(const std::filesystem::path& file,
                                                 std::vector<TensorEntry> entries,
                                                 const ArchiveMetadata& metadata) {
  return std::make_unique<SafetensorsWriter>(file, std::move(entries), metadata);
}

}  // namespace albert
