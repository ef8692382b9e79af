#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include <protozero/pbf_writer.hpp>

#include "albert/io/atomic_output.h"
#include "albert/io/tensor_writer.h"
#include "albert/io/tensorflow.h"
#include "io/chunk_crcs.h"
#include "io/crc32.h"
#include "io/tensor_file_writer.h"
#include "io/tensorflow/index.h"
#include "io/tensorflow/sstable.h"

namespace albert {
namespace {

using protozero::pbf_writer;

class TfBundleWriter final : public TensorWriter {
 public:
  TfBundleWriter(const std::filesystem::path& index, std::vector<TensorEntry> entries)
      : index_(index),
        tensors_(io::tf_shard(index, 0, 1), std::move(entries)),
        crcs_(io::kCrc32c, tensors_.entries().size()) {
    std::uint64_t end = 0;
    for (std::size_t i = 0; i < tensors_.entries().size(); ++i) {
      tensors_.set_offset(i, end);
      end += tensors_.byte_count(i);
    }
  }

  void write_at(std::size_t index, std::uint64_t offset,
                std::span<const std::byte> bytes) override {
    tensors_.write(index, offset, bytes);
    crcs_.add(index, offset, bytes);
  }

  // The data first, so that the index never refers to missing data.
  void finish() override {
    tensors_.commit();
    std::map<std::string, std::string> table;
    table.emplace("", header());
    for (std::size_t i = 0; i < tensors_.entries().size(); ++i) {
      table.emplace(tensors_.entries()[i].name, describe(i));
    }
    write_file(index_, io::make_sstable(table));
  }

 private:
  static std::string header() {
    std::string bytes;
    pbf_writer fields(bytes);
    fields.add_uint32(io::tf_field::kShards, 1);
    pbf_writer version(fields, io::tf_field::kVersion);
    version.add_uint32(io::tf_field::kProducer, 1);
    return bytes;
  }

  std::string describe(std::size_t index) const {
    const TensorEntry& entry = tensors_.entries()[index];
    const auto dtype = std::find_if(io::kTfDTypes.begin(), io::kTfDTypes.end(),
                                    [&](const auto& known) { return known.second == entry.dtype; });
    std::string bytes;
    pbf_writer fields(bytes);
    fields.add_uint64(io::tf_field::kDType, dtype->first);
    {
      pbf_writer shape(fields, io::tf_field::kShape);
      for (const std::int64_t extent : entry.shape) {
        pbf_writer dim(shape, io::tf_field::kDim);
        dim.add_int64(io::tf_field::kLength, extent);
      }
    }
    fields.add_uint64(io::tf_field::kOffset, tensors_.offset(index));
    fields.add_uint64(io::tf_field::kSize, tensors_.byte_count(index));
    fields.add_fixed32(io::tf_field::kCrc, io::mask_crc32c(crcs_.whole(index)));
    return bytes;
  }

  std::filesystem::path index_;
  io::TensorFileWriter tensors_;
  io::ChunkCrcs crcs_;
};

}  // namespace

std::unique_ptr<TensorWriter> create_tf_bundle(const std::filesystem::path& prefix,
                                               std::vector<TensorEntry> entries) {
  return std::make_unique<TfBundleWriter>(io::tf_index_path(prefix), std::move(entries));
}

}  // namespace albert
